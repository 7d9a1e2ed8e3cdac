package io.evently.database.embedded;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code postmaster.pid} says about a data directory, told apart from what is true. The file outlives a kill,
 * and its process id may by then belong to anybody; PostgreSQL takes any live process of the same user for its
 * predecessor and refuses to start.
 */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private final Path directory;
    private final PostgresPrograms programs;

    Postmaster(Path directory, PostgresPrograms programs) {
        this.directory = directory;
        this.programs = programs;
    }

    /**
     * Leaves the directory without a server: stops one that outlived its Evently, removes the file of a dead one.
     * Call it only while holding the folder's lock: then a server found running is nobody's.
     */
    void retireLeftover() {
        Optional<Long> pid = pid();
        if (pid.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> running = running();
        if (running.isPresent()) {
            log.warn("PostgreSQL (process {}) outlived its Evently; stopping it", pid.get());
            stop(running.get());
        } else {
            log.info("Removing the postmaster.pid of a server that is gone (process {})", pid.get());
            deleteFile();
        }
    }

    /** Stops the server, if it runs: fast (transactions are rolled back), after a minute without ceremony. */
    void stop() {
        running().ifPresent(this::stop);
    }

    /** Stops the server, if it runs, without writing out what it holds; for data that nobody will need again. */
    void abandon() {
        running().ifPresent(server -> stop(server, "immediate", 20));
    }

    private Optional<ProcessHandle> running() {
        return pid().flatMap(ProcessHandle::of).filter(this::isThisServer);
    }

    private void stop(ProcessHandle server) {
        // 60 s: the checkpoint of a fast stop writes at most shared_buffers (256 MB).
        // Immediate loses nothing committed: the next start recovers from the log.
        if (!stop(server, "fast", 60) && !stop(server, "immediate", 20)) {
            kill(server);
        }
    }

    /** Asks it to stop in this manner; false when it still runs after so many seconds. */
    private boolean stop(ProcessHandle server, String manner, int seconds) {
        PostgresPrograms.Outcome outcome = programs.run(
                "pg_ctl",
                List.of("-D", directory.toString(), "stop", "-w", "-m", manner, "-t", Integer.toString(seconds)));
        if (outcome.ok() || !isThisServer(server)) {
            return true;
        }
        log.warn("PostgreSQL (process {}) did not stop ({}): {}", server.pid(), manner, outcome.output());
        return false;
    }

    private void kill(ProcessHandle server) {
        server.destroyForcibly();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        // Not isAlive(): a killed process stays in the table until its parent asks for it, which may be never.
        while (isThisServer(server)) {
            if (System.nanoTime() > deadline) {
                throw new StartupRefused("PostgreSQL (process " + server.pid() + ") cannot be stopped.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Whether the server of this directory is alive. */
    boolean isRunning() {
        return pid().flatMap(ProcessHandle::of).filter(this::isThisServer).isPresent();
    }

    /** The process id in {@code postmaster.pid}, if there is one. */
    Optional<Long> pid() {
        return line(0);
    }

    /** The port in {@code postmaster.pid}, if there is one. */
    Optional<Integer> port() {
        return line(3).map(Math::toIntExact);
    }

    private Optional<Long> line(int number) {
        try {
            List<String> lines = Files.readAllLines(file());
            return lines.size() <= number || !lines.get(number).strip().matches("\\d{1,18}")
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.get(number).strip()));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** A live postgres on this very directory. A process that shows no command is dead, or somebody else's. */
    private boolean isThisServer(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        boolean postgres =
                info.command().filter(command -> command.endsWith("/postgres")).isPresent();
        boolean here = info.arguments()
                .filter(arguments -> Arrays.asList(arguments).contains(directory.toString()))
                .isPresent();
        return postgres && (here || directory.equals(workingDirectory(process)));
    }

    /** Where the process stands, on Linux; a postmaster stands in its data directory, however it was named. */
    private static Path workingDirectory(ProcessHandle process) {
        try {
            return Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
        } catch (IOException unknown) {
            return null;
        }
    }

    private void deleteFile() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new StartupRefused("The stale " + file() + " cannot be removed: " + e, e);
        }
    }

    private Path file() {
        return directory.resolve("postmaster.pid");
    }
}
