package io.evently.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that belongs to one running Evently: database files, secrets, binaries' logs. Claimed with a lock that
 * the kernel drops when the process ends, however it ends, so a killed Evently never blocks its successor.
 */
public final class DataFolder implements AutoCloseable {

    /**
     * Folders claimed by this JVM. POSIX locks belong to the process, and closing any channel on the file drops
     * them: a second claim in one JVM must be refused before it opens the file.
     */
    private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Claims the folder for this process and makes it if it is missing (readable by its owner only).
     *
     * @throws StartupRefused when another Evently holds it, or it cannot be written
     */
    public static DataFolder claim(Path folder) {
        Path path = existing(folder);
        if (!CLAIMED.add(path)) {
            throw new StartupRefused("The data folder " + path + " is already in use by this very process.");
        }
        try {
            return new DataFolder(path, locked(path));
        } catch (RuntimeException refused) {
            CLAIMED.remove(path);
            throw refused;
        }
    }

    /** The folder's real, absolute path. */
    public Path path() {
        return path;
    }

    /** A file or folder inside. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Gives the folder free for another process. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            CLAIMED.remove(path);
        }
    }

    private static Path existing(Path folder) {
        try {
            if (!Files.exists(folder)) {
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectories(folder);
                }
            }
            return folder.toRealPath();
        } catch (IOException e) {
            throw new StartupRefused("The data folder " + folder.toAbsolutePath() + " cannot be made: " + e, e);
        }
    }

    @SuppressWarnings("resource") // the lock lives as long as its channel
    private static FileChannel locked(Path path) {
        Path file = path.resolve("evently.lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartupRefused("The data folder " + path + " cannot be written: " + e, e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = holder(channel);
                channel.close();
                throw new StartupRefused("The data folder " + path + " is in use by another Evently" + holder
                        + ". Stop it first, or give this one its own folder (EVENTLY_DATA_DIR).");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return channel;
        } catch (IOException e) {
            throw new StartupRefused("The data folder " + path + " cannot be locked: " + e, e);
        }
    }

    /** " (process 4711)" as the holder wrote it, or nothing when it has not come to that yet. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), UTF_8);
        return text.matches("\\d+") ? " (process " + text + ")" : "";
    }
}
