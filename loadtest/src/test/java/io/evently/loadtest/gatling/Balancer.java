package io.evently.loadtest.gatling;

import io.evently.loadtest.sut.Cluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Sends customers to nodes that say they are ready, in turn; it asks them every half second, as a balancer does. */
final class Balancer {

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final Cluster cluster;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile List<String> ready;

    Balancer(Cluster cluster) {
        this.cluster = cluster;
        look();
        Thread looking = new Thread(
                () -> {
                    while (true) {
                        look();
                        LockSupport.parkNanos(EVERY);
                    }
                },
                "balancer");
        looking.setDaemon(true);
        looking.start();
    }

    private void look() {
        ready = IntStream.range(0, cluster.size())
                .filter(cluster::isReady)
                .mapToObj(node -> "http://127.0.0.1:" + cluster.address(node).getPort())
                .toList();
    }

    /** The next node's turn. */
    String next() {
        List<String> nodes = ready;
        return nodes.get(Math.floorMod(turns.getAndIncrement(), nodes.size()));
    }
}
