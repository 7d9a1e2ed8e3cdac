package io.evently.loadtest.timeline;

import io.evently.loadtest.client.RequestTimes;
import io.evently.loadtest.sut.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Watches server, PostgreSQL and machine while a load runs. Its server writes a log of its pauses. */
public final class Recorder implements AutoCloseable {

    /** What takes longer wants to be explained. */
    static final Duration SLOW = Duration.ofMillis(50);

    /** A few seconds of a server that stands still: 1 MB. */
    private static final int MOST_KEPT = 30_000;

    private final Instant startedAt = Instant.now();
    private final long started = System.nanoTime();
    private final Path pauseLog;
    private final SlowRequests requests = new SlowRequests(SLOW, MOST_KEPT);
    private final LateWatch lateness = new LateWatch();
    private final ProcessorWatch processors;
    private final DatabaseWatch database;
    private final List<Sampler> samplers;

    private Recorder(long serverPid, int databasePort, Path pauseLog) throws SQLException {
        this.pauseLog = pauseLog;
        this.processors = new ProcessorWatch(serverPid);
        this.database = new DatabaseWatch(databasePort, requests::lastHeard);
        this.samplers = List.of(
                new Sampler("the machine", LateWatch.EVERY, lateness::look),
                new Sampler("the processors", ProcessorWatch.EVERY, processors::look),
                new Sampler("PostgreSQL", DatabaseWatch.EVERY, database::look));
    }

    /** Begins to watch the first node of that cluster. */
    public static Recorder start(Cluster cluster) {
        try {
            return new Recorder(cluster.pid(0), cluster.databasePort(), cluster.pauseLog(0));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To be told of every request. */
    public RequestTimes requests() {
        return requests;
    }

    /**
     * Ends it, when the load is over.
     *
     * @throws IllegalStateException if the server's pauses are not known
     */
    public Timeline stop() {
        long stopped = System.nanoTime();
        samplers.forEach(Sampler::close);
        var cost =
                new WatchingCost(samplers.stream().mapToLong(Sampler::cpuNanos).sum(), database.cpuNanos());
        List<String> failures = samplers.stream()
                .map(Sampler::failure)
                .flatMap(Optional::stream)
                .toList();
        try {
            List<Stall> stalls = new ArrayList<>();
            PauseLog.read(pauseLog).stream()
                    .filter(stall -> stall.to() >= started && stall.from() <= stopped)
                    .forEach(stalls::add);
            Stream.of(lateness.stalls(), processors.stalls(), database.stalls()).forEach(stalls::addAll);
            return new Timeline(startedAt, started, stopped, requests, stalls, cost, failures);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        samplers.forEach(Sampler::close);
        try {
            database.close();
        } catch (SQLException e) {
            // It was only looked at.
        }
    }
}
