package io.evently.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs {@code initdb}, {@code pg_ctl} and {@code postgres} and tells what they said when they fail. */
final class PostgresPrograms {

    /**
     * What programs need to be found, to find their libraries, and to know the local time. Nothing else: whoever gets into
     * PostgreSQL could read there what Evently was given by its environment, secrets included, and the operator's own
     * PGDATA or PGOPTIONS speak of another server.
     */
    private static final Set<String> HANDED_ON = Set.of("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR", "TZ");

    private final Path binaries;

    PostgresPrograms(Path binaries) {
        this.binaries = binaries;
    }

    /** What a program answered: its exit code (0 is success) and everything it printed. */
    record Outcome(int code, String output) {
        boolean ok() {
            return code == 0;
        }
    }

    /** Runs one program to its end. */
    Outcome run(String program, List<String> arguments) {
        return run(program, arguments, "");
    }

    /**
     * Runs one program to its end.
     *
     * <p>PostgreSQL refuses to run as root. As root it is started in a user namespace of its own, where it sees
     * itself as nobody, while its files stay root's.
     *
     * @param input some lines it reads; what is an argument, everybody on the machine may read
     */
    Outcome run(String program, List<String> arguments, String input) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            if (!answer(List.of("unshare", "-U", "true"), "").ok()) {
                throw new StartupRefused("PostgreSQL does not run as root, and this machine allows no user namespaces"
                        + " (unshare -U). Start Evently as another user, or give it four databases of your own:"
                        + " EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL.");
            }
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return answer(command, input);
    }

    private static Outcome answer(List<String> command, String input) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(HANDED_ON);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Outcome(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new StartupRefused("The program " + command.get(0) + " cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefused("Interrupted while the program " + command.get(0) + " was running.", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
