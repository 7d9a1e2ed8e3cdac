package io.evently.projection;

import io.evently.database.Outage;
import io.evently.projection.Projector.Overtaken;
import io.evently.worker.ShardWork;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the tables of a database follow its journal, at the {@link ProjectionPace} that bookings leave. A step in flight when
 * another node takes over finishes: it is a transaction, and the other waits for it.
 */
final class ShardProjection implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(ShardProjection.class);

    private final int shard;
    private final Projector projector;
    private final BooleanSupplier rush;
    private final ProjectionMetrics metrics;

    /** @param rush whether to give way to bookings */
    ShardProjection(int shard, Projector projector, BooleanSupplier rush, ProjectionMetrics metrics) {
        this.shard = shard;
        this.projector = projector;
        this.rush = rush;
        this.metrics = metrics;
        log.info("The tables of database {} follow its journal from here", shard);
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        long start = System.nanoTime();
        boolean more = projector.step();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Duration lag = Duration.ofMillis(projector.backlog().millis());
        return ShardWork.rest(ProjectionPace.pauseAfter(took, more, rush.getAsBoolean(), lag));
    }

    @Override
    public void succeeded() {
        metrics.record(shard, projector.backlog(), projector.quarantined());
    }

    @Override
    public void failed(Throwable why, Outage outage) {
        metrics.failed(shard);
        if (why instanceof Overtaken) {
            log.warn("Standing back: {}", why.getMessage());
        } else {
            outage.failed(why);
        }
    }

    @Override
    public String trouble() {
        return "The tables of database " + shard + " cannot follow its journal";
    }

    @Override
    public void ended() {
        metrics.forget(shard);
    }
}
