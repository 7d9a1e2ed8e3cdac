package io.evently.loadtest.bench;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Paced;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.client.RequestTimes;
import io.evently.loadtest.client.Schedule;
import io.evently.loadtest.client.Timed;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.timeline.Recorder;
import io.evently.loadtest.timeline.Timeline;
import io.evently.loadtest.verify.Ledger;
import io.evently.loadtest.verify.LedgerAuditor;
import io.evently.loadtest.verify.Tables;
import io.evently.loadtest.verify.Violation;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The server under test with everything a scenario needs to load, watch and audit it. Used by one thread. */
final class BenchFixture {

    /** A user may make 100 bookings of one event, and the event of a million gets more than that. */
    private static final int BUYERS = 50_000;

    /** How long a request may take before it counts as lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An end to a number of requests at a server that takes none. */
    private static final Duration GIVE_UP = Duration.ofMinutes(5);

    /** What may be heard besides bookings where there are seats for all. */
    static final Set<String> ONLY_BUSY = Set.of(Refusal.BUSY);

    private final Cluster server;
    private final EventlyApi api;
    private final String host;
    private final List<Buyer> buyers;
    private Tables tables;
    private LedgerAuditor ledgers;
    private int echoes;

    BenchFixture(Cluster server) {
        this(server, BUYERS);
    }

    /** With so many users. */
    BenchFixture(Cluster server, int users) {
        this.server = server;
        this.api = new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
        this.host = HttpText.host(server.address(0));
        this.buyers = Buyer.some(users, server.tokens());
        this.tables = new Tables(server.databasePort());
        this.ledgers = new LedgerAuditor(api, tables);
    }

    Cluster server() {
        return server;
    }

    EventlyApi api() {
        return api;
    }

    /** Everybody who books, with tokens of Evently's secret. */
    List<Buyer> buyers() {
        return buyers;
    }

    /** Looks how many seats that event has left. */
    LoadRequest availability(UUID eventId) {
        return availability(eventId, outcome -> {});
    }

    /** The same for somebody who wants to know. */
    LoadRequest availability(UUID eventId, Consumer<Outcome> heard) {
        return new LoadRequest(Request.availability(eventId).bytes(host), heard);
    }

    LedgerAuditor ledgers() {
        return ledgers;
    }

    LagWatch watchLag() {
        return new LagWatch(server.address(0));
    }

    /** One fresh event with seats for all. */
    BookingSource boxOffice() {
        return boxOffice(1, BookingSource.ENDLESS);
    }

    BookingSource boxOffice(int events, int capacity) {
        return BookingSource.onSale(api, host, BookingSource.anyOf(buyers), events, capacity);
    }

    /** The same with seats for all, where each booking is somebody else's, whose token costs the client 20 µs. */
    BookingSource boxOfficeOfNewUsers(int events) {
        return BookingSource.onSale(api, host, () -> Buyer.someone(server.tokens()), events, BookingSource.ENDLESS);
    }

    /** {@code kill -9} of server and PostgreSQL; returns when both are ready again. */
    void killAndRestart() {
        server.kill9Everything();
        server.restart();
        tables = new Tables(server.databasePort());
        ledgers = new LedgerAuditor(api, tables);
    }

    /**
     * A load, with a timeline that tells what made its requests slow.
     *
     * @param result of the load
     */
    record Recorded<T>(T result, Timeline timeline) {}

    /** Runs a load that tells the times of its requests to what it is given. */
    <T> Recorded<T> recorded(Function<RequestTimes, T> load) {
        try (Recorder recorder = Recorder.start(server)) {
            T result = load.apply(recorder.requests());
            return new Recorded<>(result, recorder.stop());
        }
    }

    /** Does what PostgreSQL would do by itself in the next minutes, while something else is measured. */
    void tidyUp() {
        try {
            tables.tidyUp();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks on so many connections for that long, as fast as the answers come. */
    Measured load(int clients, Duration time, Supplier<LoadRequest> asks) {
        return load(server.address(0), clients, time, asks);
    }

    /** The same of another server. */
    static Measured load(InetSocketAddress server, int clients, Duration time, Supplier<LoadRequest> asks) {
        return run(
                server,
                Stream.generate(() -> new LoadCaller(asks)).limit(clients).toList(),
                time);
    }

    /** The same until so many were sent. */
    Measured loadOf(int requests, int clients, Supplier<LoadRequest> asks) {
        var callers = Stream.generate(() -> new LoadCaller(asks)).limit(clients).toList();
        return LoadClient.runConnected(server.address(0), callers, new Limits(requests, GIVE_UP, PATIENCE));
    }

    /** Asks at a fixed rate; the latencies count from when each request was due. */
    Measured loadAt(double perSecond, int clients, Duration time, Supplier<LoadRequest> asks, RequestTimes times) {
        var latencies = new Histogram(Duration.ofMinutes(10).toNanos() / 1000, 3);
        var schedule = new Schedule(perSecond);
        var callers = Stream.generate(
                        () -> new Paced(new LoadCaller(asks), schedule, latencies, System::nanoTime, times))
                .limit(clients)
                .toList();
        Measured measured = run(server.address(0), callers, time);
        return new Measured(measured.byStatus(), measured.lost(), measured.elapsed(), latencies);
    }

    /** Books as fast as the answers come; returns when the tables show all of it, and it is audited. */
    MeasuredRun book(BookingSource office, int clients, Duration time) {
        return book(office, clients, () -> load(clients, time, office::booking));
    }

    /** The same, and tells what made its requests slow. */
    MeasuredRun book(BookingSource office, int clients, Duration time, Consumer<Timeline> told) {
        return book(office, clients, () -> {
            Recorded<Measured> recorded = recorded(times -> run(
                    server.address(0),
                    Stream.generate(() -> new Timed(new LoadCaller(office::booking), times, System::nanoTime))
                            .limit(clients)
                            .toList(),
                    time));
            told.accept(recorded.timeline());
            return recorded.result();
        });
    }

    private MeasuredRun book(BookingSource office, int clients, Supplier<Measured> load) {
        Cpu before = Cpu.now(server);
        Measured measured = load.get();
        Cpu cost = costUntilTablesFollowed(before, office.ledger());
        return outing(clients, measured, 201, cost, ledgers.audit(office.ledger(), ONLY_BUSY));
    }

    /**
     * What a load that has just ended cost: the client until now, the server and PostgreSQL until the tables show it, which
     * is waited for. The asking whether they do costs PostgreSQL a little, too.
     */
    Cpu costUntilTablesFollowed(Cpu before, Ledger ledger) {
        Cpu loaded = Cpu.now(server).since(before);
        ledgers.awaitTables(ledger);
        return Cpu.now(server).since(before).withClientOf(loaded);
    }

    /** The echo route, with everything a booking's request has: what HTTP and the token check allow on this machine. */
    MeasuredRun echo(int clients, Duration time) {
        Cpu before = Cpu.now(server);
        Measured measured = load(clients, time, this::echo);
        Cpu cost = Cpu.now(server).since(before);
        return outing(clients, measured, 200, cost, onlyAnswered(measured, 200));
    }

    /** What was heard with that status is what counts. */
    static MeasuredRun outing(int clients, Measured measured, int status, Cpu cost, List<Violation> violations) {
        var run = new Run(clients, measured.perSecond(status), measured.latencies(), violations);
        return new MeasuredRun(run, measured, cost.per(measured.answered(status)));
    }

    /** A violation if anything else was heard. */
    static List<Violation> onlyAnswered(Measured measured, int status) {
        boolean kept = measured.lost() == 0 && measured.answered() == measured.answered(status);
        return kept
                ? List.of()
                : List.of(new Violation(
                        "every answer must be " + status, measured.byStatus() + ", lost " + measured.lost()));
    }

    private LoadRequest echo() {
        return echo(host, buyers, echoes++);
    }

    /**
     * To the echo route of any server with Evently's secret.
     *
     * @param number of the request, from 0: everybody asks in turns
     */
    static LoadRequest echo(String host, List<Buyer> buyers, int number) {
        Buyer buyer = buyers.get(number % buyers.size());
        String key = "Idempotency-Key: echo-" + number + "\r\n";
        byte[] request = HttpText.request(host, "POST", "/v1/echo", buyer.token(), key, "{\"quantity\":2}");
        return new LoadRequest(request, outcome -> {});
    }

    private static Measured run(InetSocketAddress server, List<? extends Caller> callers, Duration time) {
        return LoadClient.runConnected(server, callers, new Limits(Long.MAX_VALUE, time, PATIENCE));
    }
}
