package io.evently.loadtest.stampede;

import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.queue.Member;
import io.evently.loadtest.queue.Member.Plan;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.queue.Turn;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Crowd;
import io.evently.loadtest.sale.Errand;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.Requests;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.Tokens;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A sold-out event that many wait for. Half of the members join and an admin prefers some of them; then the others join
 * while bookings are cancelled, and whoever gets a promotion claims it, declines it or lets it run out. Over when all
 * seats are sold again.
 */
public final class Stampede {

    /** The shortest the API allows. */
    private static final int SHORTEST_WINDOW_MINUTES = 1;

    private static final int MOST_SEATS = 4;
    /** Of those who join before seats are given back. */
    public static final int CONNECTIONS = 64;

    /** Of those who come while seats are given back. */
    private static final int ARRIVING = 8;

    private static final int RETURNING = 8;
    private static final int LOOKING = 16;

    /** Beside this everything that is waited for is short: a window, and the tables that follow. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final QueueRecord record;
    private final Tokens tokens;
    private final Buyer anybody;

    private Stampede(QueueRecord record, Tokens tokens) {
        this.record = record;
        this.tokens = tokens;
        this.anybody = Buyer.some(1, tokens).get(0);
    }

    /**
     * What happens at once.
     *
     * @param arriving members who join; who is in already is passed over
     * @param returning orders that are cancelled; what is cancelled already is passed over
     * @param breath of each connection between two arrivals
     * @param choosyUntil who is promoted later claims, whatever their plan was
     * @param longest it ends then, if not before
     * @param onClaim told before each claim
     */
    public record Act(
            List<Member> arriving,
            List<Order> returning,
            Duration breath,
            Instant choosyUntil,
            Duration longest,
            Runnable onClaim) {

        /** Everything that is still to come, until it is over. */
        public static Act theRest(QueueRecord record, Instant choosyUntil) {
            return new Act(record.members(), record.returned(), Duration.ZERO, choosyUntil, LONGEST, () -> {});
        }
    }

    /**
     * Creates the event and sells it out; nobody waits yet.
     *
     * @param members how many will join
     * @param returned how many bookings will be cancelled
     * @param seed the same seed wants the same
     */
    public static Stampede of(
            InetSocketAddress server, EventlyApi api, Tokens tokens, int members, int returned, long seed) {
        return of(server, api, tokens, members, returned, seed, SHORTEST_WINDOW_MINUTES);
    }

    /** The same with promotions that are open for so long. */
    public static Stampede of(
            InetSocketAddress server,
            EventlyApi api,
            Tokens tokens,
            int members,
            int returned,
            long seed,
            int windowMinutes) {
        var random = new Random(seed);
        List<Buyer> buyers = Buyer.some(2 * returned, tokens);
        List<Integer> quantities = Stream.generate(() -> 1 + random.nextInt(MOST_SEATS))
                .limit(buyers.size())
                .toList();
        int capacity = quantities.stream().mapToInt(Integer::intValue).sum();
        UUID eventId = api.createEvent("Stampede", capacity, windowMinutes);
        var sale = new SaleRecord(eventId, capacity);
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < buyers.size(); i++) {
            orders.add(sale.add(new Order(eventId, buyers.get(i), "sold-" + i, quantities.get(i), false)));
        }
        new Crowd(server, CONNECTIONS).run(orders.stream().map(Errand::booking).iterator());

        List<Member> waiting = Buyer.some(members, tokens).stream()
                .map(buyer -> new Member(eventId, buyer, 1 + random.nextInt(MOST_SEATS)))
                .toList();
        var record = new QueueRecord(sale, waiting, orders.subList(0, returned), windowMinutes);
        var stampede = new Stampede(record, tokens);
        stampede.early().stream().filter(member -> random.nextInt(50) == 0).forEach(member -> member.plan(Plan.LEAVE));
        return stampede;
    }

    public QueueRecord record() {
        return record;
    }

    /** The half that joins before seats are given back. */
    public List<Member> early() {
        return record.members().subList(0, record.members().size() / 2);
    }

    /** Lets the first half join, and does nothing else meanwhile: what it measures are joins. */
    public Measured fill(InetSocketAddress server) {
        return run(
                server,
                players(server, CONNECTIONS, new Arrivals(early(), member -> {})::next, Duration.ZERO),
                LONGEST);
    }

    /** Lets an admin prefer some who wait, and whoever is served first decide what they will do about it. */
    public void chooseFavourites(EventlyApi api, long seed) {
        var random = new Random(seed);
        for (Member member : record.line()) {
            if (!member.over() && random.nextInt(20) == 0) {
                member.priority(random.nextInt(4) - 1);
                api.setPriority(record.sale().eventId(), member.entry().id(), member.priority());
            }
        }
        // So many are served before any window runs out; who comes after them claims, and it ends.
        int seats = record.seatsReturned();
        for (Member member : record.line()) {
            if (seats > 0 && !member.over()) {
                seats -= member.quantity();
                member.plan(plan(random));
            }
        }
    }

    /** Lets all that happen; goes on until it is over, the act's time is up, or the server is dead. */
    public Measured play(InetSocketAddress server, Act act) {
        Lookout lookout = lookout(act.choosyUntil());
        var arrivals = new Arrivals(act.arriving(), lookout::joined);
        var returns = new Returns(record, act.returning(), tokens);
        List<Player> players = new ArrayList<>(players(server, ARRIVING, arrivals::next, act.breath()));
        players.addAll(players(server, RETURNING, returns::next, Duration.ZERO));
        players.addAll(players(
                server, LOOKING, () -> announced(lookout.next(), act.onClaim()), lookout::isOver, Duration.ZERO));
        return run(server, players, act.longest());
    }

    /** Those at the head of the queue as it is now; whoever is promoted later than that claims. */
    public Lookout lookout(Instant choosyUntil) {
        return new Lookout(record, anybody, choosyUntil);
    }

    /** Everybody who gives seats back and has not yet. */
    public Returns returns() {
        return new Returns(record, record.returned(), tokens);
    }

    /** Claims once more whatever was claimed. */
    public Measured claimAgain(InetSocketAddress server) {
        Instant now = Instant.now();
        var claims = record.members().stream()
                .filter(member -> member.booked() != null)
                .map(member -> Turn.claim(member, outcome -> member.heardOfClaim(outcome, now)))
                .iterator();
        return run(
                server,
                players(server, LOOKING, () -> claims.hasNext() ? claims.next() : null, Duration.ZERO),
                LONGEST);
    }

    private static Turn announced(Turn turn, Runnable onClaim) {
        if (turn != null && turn.name().equals(Turn.CLAIM)) {
            onClaim.run();
        }
        return turn;
    }

    private static Plan plan(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Plan.DECLINE;
            case 1 -> Plan.LAPSE;
            default -> Plan.CLAIM;
        };
    }

    private static List<Player> players(InetSocketAddress server, int count, Supplier<Turn> turns, Duration breath) {
        return players(server, count, turns, () -> true, breath);
    }

    private static List<Player> players(
            InetSocketAddress server, int count, Supplier<Turn> turns, BooleanSupplier over, Duration breath) {
        var requests = new Requests(server);
        return Stream.generate(() -> new Player(requests, turns, over, breath))
                .limit(count)
                .toList();
    }

    private static Measured run(InetSocketAddress server, List<Player> players, Duration longest) {
        return LoadClient.run(server, players, new Limits(Long.MAX_VALUE, longest, PATIENCE));
    }
}
