package io.evently;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a script of {@code cluster-config} answered. */
public record Script(int code, String output) {

    /** Where a {@code java} is the same Java as this one, compiling once: what scripts start ends within seconds. */
    private static final Path JAVA = java();

    /** Runs one with the classes under test, and returns when it has ended. */
    public static Script run(String name, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("bash", Path.of("../cluster-config", name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("EVENTLY_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().merge("PATH", JAVA.toString(), (old, ours) -> ours + ":" + old);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Script(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Path java() {
        try {
            Path folder = Files.createTempDirectory("evently-java-");
            Path java = Files.writeString(
                    folder.resolve("java"),
                    """
                    #!/usr/bin/env bash
                    exec '%s/bin/java' -XX:TieredStopAtLevel=1 "$@"
                    """
                            .formatted(System.getProperty("java.home")));
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
            // The last that was named goes first.
            folder.toFile().deleteOnExit();
            java.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
