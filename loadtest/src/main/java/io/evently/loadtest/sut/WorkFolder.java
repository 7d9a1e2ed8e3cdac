package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fresh folder for one run. Kept when the run failed, for whoever wants to know why; deleted when it did not: a
 * PostgreSQL leaves 100 MB and more.
 *
 * @param path of the folder
 */
public record WorkFolder(Path path) {

    private static final int MOST_SHOWN = 100;

    /** Makes one below that folder, which is made too if need be. */
    public static WorkFolder below(Path parent) {
        try {
            return new WorkFolder(Files.createTempDirectory(Files.createDirectories(parent), "run-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it with everything in it; nothing may be running on it. */
    public void delete() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The end of a program: says what was broken and ends this JVM with status 1; or leaves nothing behind.
     *
     * @param kept said when nothing was broken
     */
    public void end(List<?> broken, String kept) {
        if (!broken.isEmpty()) {
            broken.stream().limit(MOST_SHOWN).forEach(System.out::println);
            System.out.println(broken.size() + " promises broken; data and logs are in " + path);
            System.exit(1);
        }
        delete();
        System.out.println(kept);
    }
}
