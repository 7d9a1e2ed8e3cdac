package io.evently;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A process' copies of what builds write, in a folder in {@code .run} in the clone's root. The folder is the process' by a
 * lock that the kernel drops when the process ends, however it ends. The next process removes the folders of nobody.
 */
final class ClassesCopy {

    /** For as long as the process lives: Java closes a channel that nobody refers to. */
    private static final Set<FileChannel> LOCKS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private int copies;

    private ClassesCopy(Path folder) {
        this.folder = folder;
    }

    /** Makes an empty folder for this process. */
    static ClassesCopy in(Path clone) throws IOException {
        Path folders = Files.createDirectories(clone.resolve(".run"));
        // One process at a time: between its making and its lock a folder would look like nobody's.
        try (FileChannel all = lockFile(folders);
                FileLock alone = all.lock()) {
            removeThoseOfNobody(folders);
            Path folder = Files.createTempDirectory(folders, "classes-");
            FileChannel lock = lockFile(folder);
            lock.lock();
            LOCKS.add(lock);
            return new ClassesCopy(folder);
        }
    }

    /**
     * Copies a folder of classes, or a jar.
     *
     * @return where the copy is, by the same name
     */
    Path add(Path original) throws IOException {
        Path parent = Files.createDirectory(folder.resolve(Integer.toString(copies++)));
        Path copy = parent.resolve(original.getFileName());
        for (Path each : allOf(original)) {
            Files.copy(each, copy.resolve(original.relativize(each).toString()));
        }
        return copy;
    }

    private static void removeThoseOfNobody(Path folders) throws IOException {
        try (Stream<Path> each = Files.list(folders)) {
            for (Path folder : each.filter(Files::isDirectory).toList()) {
                try {
                    if (isOfNobody(folder)) {
                        remove(folder);
                    }
                } catch (IOException notOurs) {
                    // Another user's: theirs to remove.
                }
            }
        }
    }

    private static boolean isOfNobody(Path folder) throws IOException {
        try (FileChannel lock = lockFile(folder)) {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> parentsFirst = allOf(folder);
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            Files.delete(parentsFirst.get(i));
        }
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Itself and all in it, parents first. */
    private static List<Path> allOf(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.toList();
        } catch (UncheckedIOException changedMeanwhile) {
            throw changedMeanwhile.getCause();
        }
    }
}
