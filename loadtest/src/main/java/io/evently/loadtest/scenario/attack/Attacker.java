package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.sut.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The attacker as seen by the process that starts it. */
final class Attacker implements AutoCloseable {

    private final Process process;

    private Attacker(Process process) {
        this.process = process;
    }

    static Attacker attack(AttackKind kind, int port, Duration time, String event) {
        return start(kind.name(), port, time, event);
    }

    /** One that only uses so many processors. */
    static Attacker neighbour(double processors, Duration time) {
        return start(AttackerMain.NEIGHBOUR, 0, time, Double.toString(Math.min(1, processors)));
    }

    private static Attacker start(String what, int port, Duration time, String argument) {
        List<String> command = new ArrayList<>();
        if (hasNice()) {
            command.addAll(List.of("nice", "-n", "19"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AttackerMain.class.getName(),
                what,
                Integer.toString(port),
                Long.toString(time.toMillis()),
                argument));
        try {
            return new Attacker(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasNice() {
        try {
            Processes.tool("nice", "true");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for its end. */
    AttackerOutcome await() {
        try {
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IllegalStateException("the attacker failed: " + lines);
            }
            return AttackerOutcome.of(lines.get(lines.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
