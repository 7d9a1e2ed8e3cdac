package io.evently.crypto;

import io.evently.database.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Master keys that were changed, which backups of before still need: each in a file of its own beside that of the newest, such
 * as {@code master.key.1a2b3c4d}. Evently only writes them; a restore is told which to read.
 */
final class OldMasterKeys {

    private static final String MODE = "r--------";

    private final Path current;

    /** @param current the file of the newest master key */
    OldMasterKeys(Path current) {
        this.current = current;
    }

    /** Where a version is, or would be: in the folder that the newest is really in. */
    Path fileOf(String version) {
        return real().resolveSibling(current.getFileName() + "." + version);
    }

    /**
     * Keeps one, for the owner of the newest; does nothing if it is kept already.
     *
     * @throws RotationPaused if something else is in its file, which is left alone
     * @throws IOException if nothing can be written there
     */
    void keep(MasterKeyLine old) throws IOException {
        Path file = fileOf(old.version());
        if (!Files.exists(file)) {
            PrivateFile.writeFor(Files.getOwner(real()), file, MasterKeyLine.text(old), MODE);
        } else if (!Files.isRegularFile(file) || !Files.readString(file).equals(MasterKeyLine.text(old))) {
            throw new RotationPaused("The old key, version " + old.version() + ", would be kept in " + file
                    + ", and that holds something else. Move it away, then run this again.");
        }
    }

    private Path real() {
        try {
            return Files.isSymbolicLink(current) ? current.toRealPath() : current.toAbsolutePath();
        } catch (IOException leadsNowhere) {
            return current.toAbsolutePath();
        }
    }
}
