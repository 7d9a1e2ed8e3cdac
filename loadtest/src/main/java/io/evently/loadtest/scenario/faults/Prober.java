package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Books a seat of one event after the other through nodes that nothing is being done to, each event four times a second
 * whatever became of the time before, and notes who answered when. There are enough events for every node to host some.
 */
final class Prober {

    private static final long EACH_EVERY_NANOS = 250_000_000;

    /** Who has no answer by then is asked again; a node may hold a request for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Three nodes dead to eight events, four times a second, for as long as the patience lasts. */
    private static final int MOST_IN_FLIGHT = 100;

    private final Cluster cluster;
    private final List<UUID> events;
    private final AnswerTimes answers = new AnswerTimes();
    private final Set<Integer> unwell = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<NodeConnections> desks = new ArrayBlockingQueue<>(MOST_IN_FLIGHT);
    private final Semaphore free = new Semaphore(MOST_IN_FLIGHT);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong keys = new AtomicLong();
    private final Thread ticker = new Thread(this::tick, "prober");
    private volatile boolean closing;

    Prober(Cluster cluster, List<UUID> events, History history) {
        this.cluster = cluster;
        this.events = events;
        events.forEach(answers::expect);
        for (int i = 0; i < MOST_IN_FLIGHT; i++) {
            desks.add(new NodeConnections(cluster.addresses(), history, PATIENCE));
        }
    }

    void start() {
        ticker.start();
    }

    /** Something is being done to that node: nobody is sent there. */
    void avoid(int node) {
        unwell.add(node);
    }

    /** That node is well again. */
    void trust(int node) {
        unwell.remove(node);
    }

    AnswerTimes answers() {
        return answers;
    }

    /** Returns when nothing is in flight. */
    void stop() {
        closing = true;
        try {
            ticker.join();
            threads.shutdown();
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a probe does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        desks.forEach(NodeConnections::close);
    }

    private void tick() {
        long due = System.nanoTime();
        for (int turn = 0; !closing; turn++) {
            UUID event = events.get(turn % events.size());
            int node = node(turn);
            if (free.tryAcquire()) {
                threads.execute(() -> probe(event, node));
            }
            due += EACH_EVERY_NANOS / events.size();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** Each event through each of the healthy nodes in turn. */
    private int node(int turn) {
        int first = turn / events.size();
        for (int tried = 0; tried < cluster.size(); tried++) {
            int node = (first + tried) % cluster.size();
            if (!unwell.contains(node)) {
                return node;
            }
        }
        return first % cluster.size();
    }

    private void probe(UUID event, int node) {
        NodeConnections desk = desks.remove();
        try {
            Buyer buyer = Buyer.someone(cluster.tokens());
            String key = "probe-" + keys.incrementAndGet();
            Optional<Answer> heard = desk.ask(Request.book(event, buyer, key, 1, false), node);
            if (heard.isPresent() && heard.get().ok()) {
                answers.add(event, heard.get().operation().endedNanos());
            }
        } finally {
            desks.add(desk);
            free.release();
        }
    }
}
