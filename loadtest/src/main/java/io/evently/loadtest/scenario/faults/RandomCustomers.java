package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** All customers of a run, each on a thread of its own, at a common pace. */
final class RandomCustomers {

    /** Longer than a node waits for an event before it answers that the outcome is unknown. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** A healthy cluster needs a fraction of it. */
    private static final Duration WIND_UP = Duration.ofMinutes(2);

    private static final int MOST_TRIES = 10;
    private static final int FEW_TRIES = 4;

    private final Cluster cluster;
    private final History history;
    private final Rate rate;
    private final List<RandomCustomer> customers;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean closing;

    /**
     * @param perSecond requests of all of them together
     */
    RandomCustomers(Cluster cluster, EventsOnSale events, History history, long seed, int count, double perSecond) {
        this.cluster = cluster;
        this.history = history;
        this.rate = new Rate(perSecond);
        Random seeds = new Random(seed);
        this.customers = IntStream.range(0, count)
                .mapToObj(number -> new RandomCustomer(
                        "customer-" + number, seeds.nextLong(), events, cluster.tokens(), desk(cluster, history)))
                .toList();
        this.threads = Executors.newFixedThreadPool(count);
    }

    private static NodeConnections desk(Cluster cluster, History history) {
        return new NodeConnections(cluster.addresses(), history, PATIENCE);
    }

    /** They come. */
    void start() {
        customers.forEach(customer -> running.add(threads.submit(() -> {
            while (!closing) {
                rate.await();
                customer.act();
            }
        })));
    }

    /** Nobody asks for anything new; returns when all have their answers. */
    void stop() {
        closing = true;
        await(running);
    }

    /** All nodes are well again: what can be settled is settled, and every order in doubt is asked for once more. */
    void windUp() {
        List<Future<?>> last = new ArrayList<>();
        long end = System.nanoTime() + WIND_UP.toNanos();
        customers.forEach(customer -> last.add(threads.submit(() -> customer.windUp(end))));
        await(last);
        threads.shutdown();
        history.inDoubt().stream()
                .takeWhile(booking -> System.nanoTime() - end < 0)
                .forEach(this::askOnceMore);
    }

    private void askOnceMore(Operation booking) {
        Buyer buyer = Buyer.of(booking.userId(), cluster.tokens());
        answers(Request.again(booking, buyer), MOST_TRIES);
    }

    /** Events that have no answer for somebody new, asked some times. */
    List<UUID> silent(List<UUID> events) {
        return events.parallelStream()
                .filter(event -> {
                    Buyer buyer = Buyer.someone(cluster.tokens());
                    return !answers(Request.book(event, buyer, "last-" + buyer.id(), 1, false), FEW_TRIES);
                })
                .toList();
    }

    private boolean answers(Request request, int mostTries) {
        try (NodeConnections desk = desk(cluster, history)) {
            for (int tries = 0; tries < mostTries; tries++) {
                Optional<Answer> heard = desk.ask(request, tries % desk.nodes());
                if (heard.isPresent() && !heard.get().unknown() && !heard.get().busy()) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void await(List<Future<?>> futures) {
        try {
            for (Future<?> each : futures) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a customer failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
