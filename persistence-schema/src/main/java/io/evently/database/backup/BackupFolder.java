package io.evently.database.backup;

import io.evently.database.PrivateFile;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that backups lie in, each in a folder of its own. One that is being made is called {@code ….partial} and
 * renamed when all of it is on disk: what has a backup's name is whole.
 */
public final class BackupFolder {

    private static final String PARTIAL = ".partial";

    private final Path path;

    private BackupFolder(Path path) {
        this.path = path;
    }

    /**
     * Made if it is missing, readable by its owner only.
     *
     * @throws StartupRefused if it cannot be made, or others may read it
     */
    public static BackupFolder at(Path path) {
        try {
            PrivateFolder.make(path);
            if (PrivateFile.mayBeReadByOthers(path)) {
                throw new StartupRefused("Others may read the folder " + path + ", and backups are for nobody's eyes:"
                        + " chmod 700 " + path);
            }
            return new BackupFolder(path.toRealPath());
        } catch (IOException e) {
            throw new StartupRefused("The folder " + path + " cannot be used: " + e, e);
        }
    }

    /**
     * One that must be there.
     *
     * @throws StartupRefused if it is not
     */
    public static BackupFolder existing(Path path) {
        if (!Files.isDirectory(path)) {
            throw new StartupRefused("There is no folder " + path + ".");
        }
        return new BackupFolder(path);
    }

    /** All of a kind, oldest first. */
    public List<BackupName> all(BackupKind kind) {
        try (Stream<Path> inside = Files.list(path)) {
            return inside.filter(Files::isDirectory)
                    .flatMap(folder -> BackupName.parse(folder.getFileName().toString()).stream())
                    .filter(name -> name.kind() == kind)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartupRefused("The folder " + path + " cannot be read: " + e, e);
        }
    }

    Optional<BackupName> newest(BackupKind kind) {
        List<BackupName> all = all(kind);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    Path of(BackupName name) {
        return path.resolve(name.toString());
    }

    /** Where it is written until it is whole. */
    Path begin(BackupName name) throws IOException {
        Path partial = path.resolve(name + PARTIAL);
        PrivateFolder.make(partial);
        return partial;
    }

    /** From now on it counts. */
    void finish(BackupName name) throws IOException {
        Files.move(path.resolve(name + PARTIAL), of(name), StandardCopyOption.ATOMIC_MOVE);
        PrivateFolder.force(path);
    }

    /**
     * Deletes all of a kind but the newest.
     *
     * @param keep how many stay, one at least
     * @return those that went
     */
    public List<BackupName> prune(BackupKind kind, int keep) {
        List<BackupName> all = all(kind);
        List<BackupName> old = all.subList(0, Math.max(0, all.size() - Math.max(1, keep)));
        try {
            for (BackupName name : old) {
                // By its name it is whole; it must not be called so while it goes.
                Path going = path.resolve(name + PARTIAL);
                Files.move(of(name), going, StandardCopyOption.ATOMIC_MOVE);
                PrivateFolder.delete(going);
            }
            return old;
        } catch (IOException e) {
            throw new StartupRefused("An old backup in " + path + " cannot be deleted: " + e, e);
        }
    }
}
