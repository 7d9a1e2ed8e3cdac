package io.evently.loadtest.sut;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of Evently's programs, to be run in a JVM of its own as its users run it; or one of the load test's.
 *
 * @param mainClass by name: the load test speaks HTTP, and needs the server's classes only to launch them
 * @param folder it is run in
 * @param log takes everything it prints, over all runs
 * @param jvmArguments for its JVM
 * @param environment beside that of this JVM, of which nothing that begins with {@code EVENTLY_} is handed on
 * @param classpath of its JVM
 */
public record Program(
        String mainClass,
        Path folder,
        Path log,
        List<String> jvmArguments,
        Map<String, String> environment,
        String classpath) {

    private static final int LINES_SHOWN = 60;

    /** One of Evently's. */
    public Program(
            String mainClass, Path folder, Path log, List<String> jvmArguments, Map<String, String> environment) {
        this(mainClass, folder, log, jvmArguments, environment, serverClasspath());
    }

    /** One of the load test's own, which has all that this JVM has. */
    public static Program ofLoadTest(
            Class<?> main, Path folder, Path log, List<String> jvmArguments, Map<String, String> environment) {
        return new Program(
                main.getName(), folder, log, jvmArguments, environment, System.getProperty("java.class.path"));
    }

    /** Starts it. */
    public Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.add("-cp");
        command.add(classpath);
        command.add(mainClass);
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("EVENTLY_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException when it fails or takes longer, with the end of its log
     */
    public void run(Duration within) {
        try {
            Process process = start();
            boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(mainClass + " did not do its work\n" + endOfLog());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns when {@code /health/ready} at that address answers 200.
     *
     * @throws IllegalStateException when it does not in time, or the process ends before, with the end of its log
     */
    public void awaitReady(Process process, InetSocketAddress address, Duration within) {
        long start = System.nanoTime();
        var health = new Health(address);
        while (System.nanoTime() - start < within.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended before it was ready\n" + endOfLog());
            }
            if (health.isReady()) {
                return;
            }
            pause(process);
        }
        throw new IllegalStateException("not ready after " + within + "\n" + endOfLog());
    }

    /** The last lines it printed. */
    public String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tenth of a second, or less when the process ends. */
    private static void pause(Process process) {
        try {
            process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** This JVM's classpath without the load test's own classes and settings, which a user's server does not have. */
    private static String serverClasspath() {
        Path own = Path.of(URI.create(Program.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .getParent();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
