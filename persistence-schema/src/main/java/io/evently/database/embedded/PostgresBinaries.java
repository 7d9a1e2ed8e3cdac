package io.evently.database.embedded;

import io.evently.database.StartupRefused;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user from the jar on the class path.
 *
 * <p>They live in the user's cache folder, not in the temporary one: cleaners of {@code /tmp} delete files that were
 * not touched for days, under a running server. Each process unpacks into a folder of its own and renames it, so any
 * number may start at once and a killed one leaves nothing half done.
 */
final class PostgresBinaries {

    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

    /** Written last: number and size of the files, so that a copy cut short by a power cut is noticed. */
    private static final String COMPLETE = "complete";

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin}, {@code lib} and {@code share}.
     *
     * @throws StartupRefused when there are no binaries for this machine, or nowhere to put them
     */
    static Path unpacked() {
        try {
            byte[] archive = archive();
            Path home = cacheFolder();
            Path target = home.resolve("postgres-" + digest(archive));
            if (isComplete(target)) {
                return target;
            }
            unpack(archive, home, target);
            return target;
        } catch (IOException e) {
            throw new StartupRefused("PostgreSQL's programs could not be unpacked: " + e, e);
        }
    }

    private static byte[] archive() throws IOException {
        String os = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        String system = os.startsWith("Mac") ? "Darwin" : os.startsWith("Windows") ? "Windows" : os;
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, architecture.equals("amd64") ? "x86_64" : architecture)) {
            return in.readAllBytes();
        } catch (IllegalStateException none) {
            throw new StartupRefused(
                    "Evently carries no PostgreSQL for " + os + " on " + architecture
                            + ". Give it four databases of your own: EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL.",
                    none);
        }
    }

    /** The first of the usual places that can be written: XDG cache, home, temporary folder. */
    private static Path cacheFolder() throws IOException {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".cache", "evently");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "evently-" + System.getProperty("user.name"));
        List<Path> places = xdg == null || xdg.isBlank()
                ? List.of(home, temporary)
                : List.of(Path.of(xdg, "evently"), home, temporary);
        IOException last = null;
        for (Path place : places) {
            try {
                Files.createDirectories(place);
                if (Files.isWritable(place)) {
                    return place;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("none of " + places + " can be written", last);
    }

    private static void unpack(byte[] archive, Path home, Path target) throws IOException {
        log.info("Unpacking PostgreSQL into {}", target);
        Path own = Files.createTempDirectory(home, "unpacking-");
        try {
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(entry, tar, own);
                }
            }
            Files.writeString(own.resolve(COMPLETE), inventory(own));
            if (Files.exists(target) && !isComplete(target)) {
                Files.move(target, own.resolve("broken"));
            }
            try {
                Files.move(own, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException lostTheRace) {
                if (!isComplete(target)) {
                    throw lostTheRace;
                }
            }
        } finally {
            deleteTree(own);
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("an entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, file);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, permissions(entry));
        }
    }

    /** Owner's bits for everybody, without the right to write: other users may share nothing, and need not. */
    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if ((entry.getMode() & 0100) != 0 || entry.getName().matches("(\\./)?bin/.*")) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        return permissions;
    }

    private static boolean isComplete(Path folder) throws IOException {
        Path marker = folder.resolve(COMPLETE);
        return Files.exists(marker) && Files.readString(marker).equals(inventory(folder));
    }

    private static String inventory(Path folder) throws IOException {
        long files = 0;
        long bytes = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(file) && !file.endsWith(COMPLETE)) {
                    files++;
                    bytes += Files.size(file);
                }
            }
        }
        return files + " files, " + bytes + " bytes";
    }

    private static String digest(byte[] archive) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(sha, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder and all in it, if it is there. */
    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
