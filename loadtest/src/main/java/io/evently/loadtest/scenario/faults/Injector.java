package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.SmallDisk;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Inflicts faults, one at a time, and undoes them. */
final class Injector {

    /** How long a node that the others gave up may seem well. */
    private static final Duration DOWNED_IS_HEARD_WITHIN = Duration.ofSeconds(6);

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final SmallDisk disk;
    private final Prober prober;

    /**
     * @param disk below the database; null if no fault fills it
     */
    Injector(Cluster cluster, SmallDisk disk, Prober prober) {
        this.cluster = cluster;
        this.disk = disk;
        this.prober = prober;
    }

    /** Inflicts it, undoes it when its time is over, and returns when everybody is well again. */
    FaultRecord inflict(Fault fault) {
        boolean atNode = fault.kind().target() == FaultKind.Target.NODE;
        if (atNode) {
            prober.avoid(fault.target());
        }
        long began = System.nanoTime();
        begin(fault);
        sleep(fault.length().toNanos());
        end(fault);
        long ended = System.nanoTime();
        forgetOldConnections(fault.kind());
        long healed = cluster.awaitSteady(fault.kind().costly() ? DOWNED_IS_HEARD_WITHIN : A_MOMENT);
        if (atNode) {
            prober.trust(fault.target());
        }
        return new FaultRecord(fault, began, ended, healed);
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case KILL -> cluster.kill9(fault.target());
            case LEAVE -> cluster.terminate(fault.target());
            case SHORT_STOP, LONG_STOP -> cluster.stop(fault.target());
            case PARTITION -> cluster.isolate(fault.target());
            case DATABASE_KILL -> cluster.killDatabase();
            case CUT_CONNECTIONS -> cluster.cutConnections(fault.target());
            case DISK_FULL -> disk.fill();
            case CLOCK_SKEW -> cluster.turnClock(fault.target(), fault.skewSeconds());
            case DATABASE_SILENT_FOR_ONE -> cluster.silenceDatabaseFor(fault.target());
            case DATABASE_SILENT_FOR_ALL -> cluster.silenceDatabaseForAll();
            case CONNECTIONS_SWALLOW -> cluster.swallowConnections(fault.target());
            case DATABASE_FROZEN_SHORT, DATABASE_FROZEN_LONG -> cluster.freezeDatabase();
            case FAILOVER -> cluster.failOver(FaultKind.LAG);
        }
    }

    /** Nodes have to do without what the old connections swallow; then their ports may be used again. */
    private void forgetOldConnections(FaultKind kind) {
        if (kind.silencesDatabase()) {
            if (kind != FaultKind.CONNECTIONS_SWALLOW) {
                sleep(FaultKind.STALE.toNanos());
            }
            cluster.endSilence();
        }
    }

    private void end(Fault fault) {
        switch (fault.kind()) {
            case KILL, LEAVE -> cluster.launch(fault.target());
            case SHORT_STOP, LONG_STOP -> cluster.cont(fault.target());
            case PARTITION -> cluster.heal();
            case DATABASE_KILL, CUT_CONNECTIONS, FAILOVER -> {}
            case DISK_FULL -> disk.release();
            case CLOCK_SKEW -> cluster.turnClock(fault.target(), 0);
            case DATABASE_SILENT_FOR_ONE, DATABASE_SILENT_FOR_ALL -> cluster.letNewConnectionsThrough();
            case CONNECTIONS_SWALLOW -> {}
            case DATABASE_FROZEN_SHORT, DATABASE_FROZEN_LONG -> cluster.thawDatabase();
        }
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
