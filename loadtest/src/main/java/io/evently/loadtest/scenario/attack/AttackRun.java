package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.BlockingConnection;
import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.Health;
import io.evently.loadtest.sut.Heap;
import io.evently.loadtest.sut.ProcessorTime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Attacks a running server in one way after the other, and watches how everybody else fares. */
final class AttackRun {

    private static final int EVENTS = 8;
    private static final int CAPACITY = 1_000_000;

    /** Those who log in; registrations of one address are few a minute. */
    private static final int PEOPLE = 4;

    /** Each log-in from another address: one may log in ten times a minute. */
    private static final int ADDRESSES = 250;

    private static final String PASSWORD = "an honest person's 4711";

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** Until the attacker's own JVM has started. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    /** What was closed is forgotten. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Cluster server;
    private final InetSocketAddress ops;
    private final Duration time;
    private final PrintStream out;
    private final List<UUID> events;
    private final Buyers buyers;
    private final AtomicInteger logIns = new AtomicInteger();

    /**
     * @param server with its limits on
     * @param opsPort where it may also tell its health
     * @param time of each attack
     */
    AttackRun(Cluster server, int opsPort, Duration time, PrintStream out) {
        this.server = server;
        this.ops = new InetSocketAddress(InetAddress.getLoopbackAddress(), opsPort);
        this.time = time;
        this.out = out;
        var api = new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
        this.events = IntStream.range(0, EVENTS)
                .mapToObj(event -> api.createEvent("Under attack " + event, CAPACITY))
                .toList();
        this.buyers = new Buyers(server.address(0), server.tokens(), events);
    }

    /** Registers who will log in, and warms the server up. */
    void prepare() {
        for (int person = 0; person < PEOPLE; person++) {
            byte[] request = post(
                    "/v1/users",
                    "{\"email\":\"" + address(person) + "\",\"name\":\"Honest\",\"password\":\"" + PASSWORD + "\"}");
            try (var line = new BlockingConnection(server.address(0))) {
                line.open();
                Outcome outcome = line.ask(request, PATIENCE);
                if (!(outcome instanceof Outcome.Answer answer) || answer.status() != CREATED) {
                    throw new IllegalStateException("cannot register: " + outcome);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        buyers.buy(WARM_UP);
    }

    AttackResult attack(AttackKind kind) {
        double heapBefore = Heap.megabytesAfterCollection(server.pid(0));
        Observation usual = watch(time);
        Duration whole = time.plus(HEAD_START);
        Observation under;
        AttackerOutcome did;
        double resident;
        double serverProcessors;
        try (var attacker = Attacker.attack(
                kind, server.address(0).getPort(), whole, events.get(0).toString())) {
            pause(HEAD_START);
            double before = serverSeconds();
            under = watch(time);
            serverProcessors = (serverSeconds() - before) / time.toSeconds();
            resident = Heap.megabytesResident(server.pid(0));
            did = attacker.await();
        }
        pause(SETTLED);
        double heapAfter = Heap.megabytesAfterCollection(server.pid(0));
        double attackerProcessors = did.cpuSeconds() / whole.toSeconds();
        Observation beside = watchBesideNeighbour(attackerProcessors);
        var cost = new AttackResult.Cost(heapBefore, heapAfter, resident, attackerProcessors, serverProcessors);
        var attacked = new AttackResult(kind, usual, under, beside, did, cost);
        out.println(kind.sentence() + ": " + (attacked.broken().isEmpty() ? "kept" : attacked.broken()));
        return attacked;
    }

    private Observation watchBesideNeighbour(double processors) {
        Duration half = time.dividedBy(2);
        try (var neighbour = Attacker.neighbour(processors, half.plus(HEAD_START))) {
            pause(HEAD_START);
            Observation beside = watch(half);
            neighbour.await();
            return beside;
        }
    }

    private Observation watch(Duration length) {
        boolean hasOps = new Health(ops).isReady();
        try (var people = EverySecond.start(server.address(0), this::anotherAddress, this::logIn, CREATED);
                var ready = looks(server.address(0));
                var readyOnOps = looks(hasOps ? ops : server.address(0))) {
            Buyers.Waited waited = buyers.buy(length);
            return new Observation(waited, people.soFar(), ready.soFar(), hasOps ? readyOnOps.soFar() : null);
        }
    }

    private static EverySecond looks(InetSocketAddress where) {
        byte[] request = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        return EverySecond.start(where, InetAddress::getLoopbackAddress, () -> request, OK);
    }

    private byte[] logIn() {
        int person = logIns.incrementAndGet() % PEOPLE;
        return post("/v1/sessions", "{\"email\":\"" + address(person) + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    private static String address(int person) {
        return "honest" + person + "@example.org";
    }

    private static byte[] post(String target, String body) {
        return ("POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private InetAddress anotherAddress() {
        try {
            return InetAddress.getByName("127.0.3." + (1 + logIns.get() % ADDRESSES));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private double serverSeconds() {
        return (ProcessorTime.of(server.pid(0)) + ProcessorTime.ofTree(server.databasePid())) / 1e6;
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
