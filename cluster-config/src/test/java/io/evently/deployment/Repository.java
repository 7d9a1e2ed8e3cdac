package io.evently.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this repository, by their names from its root. */
final class Repository {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path ROOT = MODULE.getParent();

    private Repository() {}

    static String read(String name) {
        try {
            return Files.readString(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is such a file or folder. */
    static boolean has(String name) {
        return Files.exists(ROOT.resolve(name));
    }

    /** What is written in this module by hand, sources excepted: names from the root. */
    static List<String> deployment() {
        String module = ROOT.relativize(MODULE).toString();
        return files(module).stream()
                .filter(file -> !file.startsWith(module + "/target/") && !file.startsWith(module + "/src/"))
                .toList();
    }

    /** All files of a folder and the folders in it: names from the root. */
    static List<String> files(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first group of each place where the pattern occurs. */
    static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
