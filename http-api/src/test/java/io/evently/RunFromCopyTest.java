package io.evently;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds write classes while a program runs that has not loaded them all. */
class RunFromCopyTest {

    @TempDir
    private Path folder;

    private Path clone;

    /** It waits for a line before it needs a second class, and ends with 7. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws IOException {
            System.out.println(
                    Program.class.getProtectionDomain().getCodeSource().getLocation());
            int line = System.in.read();
            System.out.println(line == '\n' ? Late.word() + args[0] : "no line");
            System.exit(7);
        }
    }

    static final class Late {

        private Late() {}

        static String word() {
            return "loaded late: ";
        }
    }

    /** As Maven runs a program: by a loader of its own. */
    public static final class Maven {

        private Maven() {}

        public static void main(String[] args) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            // Its programs do not find their classes by it.
            System.setProperty("java.class.path", "maven.jar");
            loader.loadClass(RunFromCopy.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        }
    }

    @BeforeEach
    void makeAClone() throws IOException {
        clone = Files.createDirectory(folder.resolve("clone")).toRealPath();
    }

    @Test
    void aBuildMayDeleteTheClassesOfWhatRuns() throws Exception {
        Path classes = classesIn(clone.resolve("a-module/target/classes"));

        try (Running running = start(classes, RunFromCopy.class)) {
            delete(classes);

            assertThat(running.goOn()).isEqualTo("loaded late: with an argument");
            assertThat(running.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void aBuildMayWriteAnewTheJarOfWhatRuns() throws Exception {
        Path jar = jarOf(classesIn(folder.resolve("classes")), clone.resolve("a-module/target/lib/program.jar"));

        try (Running running = start(jar, RunFromCopy.class)) {
            Files.write(jar, new byte[1000]);

            assertThat(running.goOn()).isEqualTo("loaded late: with an argument");
        }
    }

    @Test
    void aBuildMayDeleteTheClassesOfWhatMavenRuns() throws Exception {
        Path classes = classesIn(clone.resolve("a-module/target/classes"));

        try (Running running = start(classes, Maven.class)) {
            delete(classes);

            assertThat(running.goOn()).isEqualTo("loaded late: with an argument");
        }
    }

    @Test
    void theNextStartRemovesTheCopyOfWhatWasKilledAndNoOther() throws Exception {
        Path classes = classesIn(clone.resolve("a-module/target/classes"));
        try (Running killed = start(classes, RunFromCopy.class);
                Running alive = start(classes, RunFromCopy.class)) {
            assertThat(killed.location).startsWith(clone).exists().isNotEqualTo(alive.location);
            killed.kill();

            try (Running next = start(classes, RunFromCopy.class)) {
                assertThat(killed.location).doesNotExist();
                assertThat(alive.location).exists();
                assertThat(next.location).exists();
                assertThat(alive.goOn()).startsWith("loaded late");
            }
        }
    }

    @Test
    void aServerHasNothingThatBuildsWriteAndRunsFromItsOwnJars() throws Exception {
        Path lib = classesIn(clone.resolve("lib"));

        try (Running running = start(lib, RunFromCopy.class)) {
            assertThat(running.location).isEqualTo(lib);
            assertThat(clone.resolve(".run")).doesNotExist();
        }
    }

    /** Starts the program by another, and returns when it has printed where its classes are. */
    private Running start(Path program, Class<?> by) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-Devently.root=" + clone,
                        "-Devently.main=" + Program.class.getName(),
                        "-cp",
                        // Program is in both, and the first counts.
                        String.join(
                                File.pathSeparator,
                                program.toString(),
                                originOf(RunFromCopy.class),
                                originOf(RunFromCopyTest.class)),
                        by.getName(),
                        "with an argument")
                .redirectErrorStream(true)
                .start();
        return new Running(process);
    }

    /** A program that has printed where it runs from. */
    private static final class Running implements AutoCloseable {

        private final Process process;
        private final BufferedReader printed;
        private final Path location;

        Running(Process process) throws IOException {
            this.process = process;
            this.printed = process.inputReader(UTF_8);
            this.location = Path.of(URI.create(printed.readLine()));
        }

        /** What it prints when it goes on, the first line. */
        String goOn() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return printed.readLine();
        }

        int exitCode() throws InterruptedException {
            return process.waitFor();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static String originOf(Class<?> type) {
        URI place = URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(place).toString();
    }

    /** What a compiler would have written there. */
    private static Path classesIn(Path classes) throws IOException {
        for (Class<?> type : List.of(Program.class, Late.class)) {
            String name = type.getName().replace('.', '/') + ".class";
            Path file = classes.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream content = RunFromCopyTest.class.getResourceAsStream("/" + name)) {
                Files.copy(content, file);
            }
        }
        return classes;
    }

    private static Path jarOf(Path classes, Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static void delete(Path classes) throws IOException {
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
