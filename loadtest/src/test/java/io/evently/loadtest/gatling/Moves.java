package io.evently.loadtest.gatling;

import io.evently.loadtest.sut.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Nodes come and go, 1, 3, 2, 3, 1, gracefully, in five equal parts of a sale. */
final class Moves {

    /** After a node is ready, or gone, shards go on moving for some rounds of 2 s ({@code cluster.conf}). */
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final Duration part;
    private final List<String> done = new ArrayList<>();
    private volatile boolean moving;
    private volatile long nodes = 1;
    private CompletableFuture<Void> moves;

    Moves(Cluster cluster, Duration sale) {
        this.cluster = cluster;
        this.part = sale.dividedBy(5);
    }

    /** Begins with the first part, which one node has to itself. */
    void begin() {
        moves = CompletableFuture.runAsync(
                () -> {
                    // One after the other: a cold JVM needs more of a processor than it gives, and here all share two.
                    afterPart(3, () -> {
                        cluster.launch(1);
                        cluster.awaitReady();
                        cluster.launch(2);
                        cluster.awaitReady();
                    });
                    // The first one goes, too: who formed the cluster is nobody special.
                    afterPart(2, () -> cluster.terminate(0));
                    afterPart(3, () -> {
                        cluster.launch(0);
                        cluster.awaitReady();
                    });
                    afterPart(1, () -> {
                        cluster.terminate(1);
                        cluster.terminate(2);
                    });
                },
                move -> new Thread(move, "moves").start());
    }

    private void afterPart(int then, Runnable move) {
        try {
            TimeUnit.NANOSECONDS.sleep(part.toNanos());
            long start = System.nanoTime();
            moving = true;
            move.run();
            done.add("%d -> %d in %.0f s".formatted(nodes, then, (System.nanoTime() - start) / 1e9));
            nodes = then;
            TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
            moving = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether nodes come or go at this moment, or their shards still move. */
    boolean isMoving() {
        return moving;
    }

    /**
     * What was done, once all of it is.
     *
     * @throws java.util.concurrent.CompletionException if a move failed
     */
    List<String> done() {
        moves.join();
        return done;
    }
}
