package io.evently.http.connection;

import io.evently.http.access.AddressCounts;
import io.evently.http.access.AddressLimit;
import io.evently.http.access.RateLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * All connections of a server: how many there are, whose they are, what they keep in memory, and which of them have
 * taken too long. Until a request is read there is no token and no route, so what a stranger may do is bounded here.
 */
public final class Connections {

    /** One network's share of the large answers that nobody takes: then it is told BUSY, and the others are not. */
    private static final int SHARES = 8;

    private static final Duration LOOK = Duration.ofMillis(20);

    private final ConnectionSettings settings;
    private final Predicate<InetAddress> isProxy;
    private final Terms terms;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AddressCounts perAddress;
    private final AddressLimit beginning;
    private final Map<Object, Network> networks = new ConcurrentHashMap<>();
    private final AtomicLong unfinishedHeads = new AtomicLong();
    private final AtomicLong unsentAnswers = new AtomicLong();
    private final Counter refused;
    private final Map<Connection.End, Counter> ended = new EnumMap<>(Connection.End.class);
    private volatile Runnable roomAgain = () -> {};

    /**
     * None yet.
     *
     * @param isProxy whose connections carry everybody's requests, so that there is no bound for one address
     */
    public Connections(
            ConnectionSettings settings,
            Predicate<InetAddress> isProxy,
            MeterRegistry registry,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.isProxy = isProxy;
        this.terms = Terms.of(settings);
        this.perAddress = new AddressCounts(settings.mostPerAddress());
        this.beginning = new AddressLimit(settings.newPerSecond(), Duration.ofSeconds(1), nanoTime);
        this.refused = Counter.builder("evently.http.connections.refused")
                .description("Connections closed at once because their address had or began too many")
                .register(registry);
        for (Connection.End why : Connection.End.values()) {
            ended.put(
                    why,
                    Counter.builder("evently.http.connections.ended")
                            .description("Connections the server ended")
                            .tag("why", why.tag())
                            .register(registry));
        }
        Gauge.builder("evently.http.connections", count, AtomicInteger::get)
                .description("Open connections")
                .register(registry);
        Gauge.builder("evently.http.unfinished.heads", unfinishedHeads, AtomicLong::get)
                .description("Bytes of requests' heads that are not complete")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("evently.http.unsent.answers", unsentAnswers, AtomicLong::get)
                .description("Bytes of large answers that clients have not taken")
                .baseUnit("bytes")
                .register(registry);
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** Takes a connection in; empty if its address has, or begins, too many. Called by one thread at a time. */
    Optional<Connection> admit(InetAddress peer) {
        Network network = networkOf(peer);
        if (network.bounded && (beginning.take(peer) > 0 || !perAddress.enter(peer))) {
            forget(network);
            refused.increment();
            return Optional.empty();
        }
        var connection = new Connection(this, network, peer);
        count.incrementAndGet();
        open.add(connection);
        return Optional.of(connection);
    }

    /** It is over; what it kept is given back already. */
    void closed(Connection connection, Network network) {
        if (open.remove(connection)) {
            if (network.bounded) {
                perAddress.leave(connection.peer());
                forget(network);
            }
            if (count.getAndDecrement() >= settings.most()) {
                roomAgain.run();
            }
        }
    }

    /** How many more may be accepted. */
    int room() {
        return Math.max(0, settings.most() - count.get());
    }

    /** Whom to tell, from any thread, when there is room again after there was none. */
    void whenThereIsRoomAgain(Runnable told) {
        roomAgain = told;
    }

    void ended(Connection.End why) {
        ended.get(why).increment();
    }

    /** Adds bytes of unfinished heads and returns how many there are now. */
    long unfinishedHeads(long more) {
        return unfinishedHeads.addAndGet(more);
    }

    /** Adds bytes of answers that wait to be taken. */
    void unsentAnswers(long more, Network network) {
        unsentAnswers.addAndGet(more);
        network.unsent.addAndGet(more);
    }

    /** Whether an answer of so many bytes may wait to be taken. One that no other is in the way of always may. */
    boolean haveRoomFor(long bytes, Network network) {
        long most = settings.unsentAnswers();
        long others = network.unsent.get();
        boolean withinShare = !network.bounded || others == 0 || others + bytes <= most / SHARES;
        return withinShare && unsentAnswers.get() + bytes <= most;
    }

    /** Looks for overdue connections from now on, until the system ends. */
    public void watch(ActorSystem<?> system) {
        Duration pause = settings.lookEvery();
        system.scheduler().scheduleWithFixedDelay(pause, pause, this::endOverdue, system.executionContext());
    }

    private void endOverdue() {
        long now = Connection.now();
        for (Connection connection : open) {
            connection.overdue(now, terms).ifPresent(connection::end);
        }
    }

    /**
     * Ends all: at once where nothing is being answered; the others have their last words, and are cut when patience
     * ends.
     */
    public CompletionStage<Done> end(ActorSystem<?> system, Duration patience) {
        open.forEach(connection -> connection.end(Connection.End.STOP));
        var done = new CompletableFuture<Done>();
        awaitEnd(system, System.nanoTime() + patience.toNanos(), done);
        return done;
    }

    private void awaitEnd(ActorSystem<?> system, long deadline, CompletableFuture<Done> done) {
        if (open.isEmpty() || System.nanoTime() - deadline >= 0) {
            open.forEach(connection -> connection.end(Connection.End.CUT));
            done.complete(Done.getInstance());
            return;
        }
        system.scheduler().scheduleOnce(LOOK, () -> awaitEnd(system, deadline, done), system.executionContext());
    }

    private Network networkOf(InetAddress peer) {
        boolean bounded = settings.mostPerAddress() < Integer.MAX_VALUE && !isProxy.test(peer);
        return bounded ? networks.compute(RateLimits.subscriberOf(peer), Connections::oneMore) : new Network(null);
    }

    private static Network oneMore(Object key, Network known) {
        Network network = known == null ? new Network(key) : known;
        network.connections.incrementAndGet();
        return network;
    }

    private void forget(Network network) {
        networks.computeIfPresent(network.key, (key, known) -> known.connections.decrementAndGet() == 0 ? null : known);
    }

    /** What one network has: an IPv4 address, or the network of an IPv6 one. */
    static final class Network {
        private final Object key;
        private final boolean bounded;
        private final AtomicLong unsent = new AtomicLong();

        private final AtomicInteger connections = new AtomicInteger();

        private Network(Object key) {
            this.key = key;
            this.bounded = key != null;
        }
    }

    /** The terms in nanoseconds, as each look needs them. */
    record Terms(long head, long idle, long progress, long answer) {
        private static Terms of(ConnectionSettings settings) {
            return new Terms(
                    settings.headTimeout().toNanos(),
                    settings.idleTimeout().toNanos(),
                    settings.progressTimeout().toNanos(),
                    settings.answerTimeout().toNanos());
        }
    }
}
