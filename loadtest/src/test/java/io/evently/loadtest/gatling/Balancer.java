package io.evently.loadtest.gatling;

import io.evently.loadtest.fleet.Fleet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Sends customers to nodes that say they are ready, in turn; it asks them every half second, as a balancer does. */
final class Balancer {

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final Fleet fleet;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile List<String> ready;

    Balancer(Fleet fleet) {
        this.fleet = fleet;
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
        ready = IntStream.range(0, fleet.size())
                .filter(fleet::isReady)
                .mapToObj(node -> "http://127.0.0.1:" + fleet.address(node).getPort())
                .toList();
    }

    /** The next node's turn. */
    String next() {
        List<String> nodes = ready;
        return nodes.get(Math.floorMod(turns.getAndIncrement(), nodes.size()));
    }
}
