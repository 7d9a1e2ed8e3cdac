package io.evently.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code initdb} and {@code pg_ctl} and tells what they said when they fail. */
final class PostgresPrograms {

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

    /**
     * Runs one program to its end.
     *
     * <p>PostgreSQL refuses to run as root. As root it is started in a user namespace of its own, where it sees
     * itself as nobody, while its files stay root's.
     */
    Outcome run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            if (!LinuxUtils.isUnshareAvailable()) {
                throw new StartupRefused("PostgreSQL does not run as root, and this machine allows no user namespaces"
                        + " (unshare -U). Start Evently as another user, or give it four databases of your own:"
                        + " EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL.");
            }
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The operator's own PGDATA, PGPORT or PGOPTIONS speak of another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Outcome(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new StartupRefused("PostgreSQL's " + program + " cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefused("Interrupted while PostgreSQL's " + program + " was running.", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
