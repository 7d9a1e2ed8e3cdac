package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One node through all its lives: killed and launched again on the same ports. Used by many threads. */
final class NodeProcess {

    private static final long LOOK_EVERY_NANOS = 100_000_000;

    private final NodeSettings settings;
    private final ClusterSettings cluster;
    private final Program program;
    private final Health health;
    private Process process;
    private boolean wanted;
    private boolean stopped;

    NodeProcess(NodeSettings settings, ClusterSettings cluster) {
        this.settings = settings;
        this.cluster = cluster;
        this.program = new Program(
                "io.evently.Main",
                cluster.folder(),
                cluster.log(settings),
                cluster.jvmArguments(settings),
                cluster.environment(settings));
        this.health = new Health(settings.http());
    }

    NodeSettings settings() {
        return settings;
    }

    /** Launches it, if it does not run. */
    synchronized void launch() {
        wanted = true;
        if (isAlive()) {
            return;
        }
        stopped = false;
        try {
            process = program.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was launched and not told to end. */
    synchronized boolean isWanted() {
        return wanted;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Process number, or 0 before its first life. */
    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /** Launches it again if it ended by itself, and answers the status it ended with; else null. */
    synchronized Integer launchIfItEnded() {
        if (!wanted || process == null || process.isAlive()) {
            return null;
        }
        int status = process.exitValue();
        launch();
        return status;
    }

    /** {@code kill -9}; it stays down until it is launched. */
    void kill9() {
        Processes.awaitEnd(Processes.kill9(down()));
    }

    /**
     * SIGTERM; it stays down until it is launched.
     *
     * @throws IllegalStateException when it has not ended after minutes
     */
    void terminate() {
        List<ProcessHandle> going = down();
        going.forEach(ProcessHandle::destroy);
        Processes.awaitEnd(going);
    }

    private synchronized List<ProcessHandle> down() {
        wanted = false;
        return isAlive() ? List.of(process.toHandle()) : List.of();
    }

    /** SIGSTOP: it stands still with all it holds. */
    synchronized void stop() {
        stopped = true;
        signal("STOP");
    }

    /** SIGCONT: it goes on as if nothing had been. */
    synchronized void cont() {
        stopped = false;
        if (isAlive()) {
            signal("CONT");
        }
    }

    private void signal(String name) {
        try {
            Processes.tool("kill", "-" + name, Long.toString(process.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it runs and says that customers may be sent to it. */
    boolean isReady() {
        synchronized (this) {
            if (stopped || !isAlive()) {
                return false;
            }
        }
        return health.isReady();
    }

    /**
     * Returns when it is ready. It may end and be launched again meanwhile.
     *
     * @throws IllegalStateException when it is not in time, with the end of its log
     */
    void awaitReady() {
        long end = System.nanoTime() + cluster.readyWithin().toNanos();
        while (!isReady()) {
            if (cluster.isEmbedded() && !isAlive()) {
                throw new IllegalStateException("the server ended before it was ready\n" + program.endOfLog());
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        settings.name() + " is not ready after " + cluster.readyWithin() + "\n" + program.endOfLog());
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    synchronized List<ProcessHandle> handles() {
        wanted = false;
        return process == null ? List.of() : List.of(process.toHandle());
    }
}
