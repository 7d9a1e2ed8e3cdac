package io.evently.loadtest.scenario.stampede;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Customer;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.scenario.stampede.Queue.Sold;
import io.evently.loadtest.scenario.stampede.WaitingCustomer.Plan;
import io.evently.loadtest.sut.Tokens;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A sold-out event that many wait for. Half of the members join and an admin prefers some of them; then the others join
 * while bookings are cancelled, and whoever gets a promotion claims it, declines it or lets it run out. Over when all
 * seats are sold again.
 */
public final class Stampede {

    /** The shortest the API allows. */
    public static final int SHORTEST_WINDOW_MINUTES = 1;

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

    private final Queue queue;
    private final Tokens tokens;

    private Stampede(Queue queue, Tokens tokens) {
        this.queue = queue;
        this.tokens = tokens;
    }

    /**
     * What happens at once.
     *
     * @param arriving members who join; who is in already is passed over
     * @param returning bookings that are cancelled; what is cancelled already is passed over
     * @param breath of each connection between two arrivals
     * @param choosyUntil who is promoted later claims, whatever their plan was
     * @param longest it ends then, if not before
     * @param onClaim told before each claim
     */
    public record Act(
            List<WaitingCustomer> arriving,
            List<Sold> returning,
            Duration breath,
            Instant choosyUntil,
            Duration longest,
            Runnable onClaim) {

        /** Everything that is still to come, until it is over. */
        public static Act theRest(Queue queue, Instant choosyUntil) {
            return new Act(queue.members(), queue.returned(), Duration.ZERO, choosyUntil, LONGEST, () -> {});
        }
    }

    /**
     * Creates the event and sells it out; nobody waits yet.
     *
     * @param history takes all that is asked and heard
     * @param members how many will join
     * @param returned how many bookings will be cancelled
     * @param seed the same seed wants the same
     * @param windowMinutes how long promotions are open
     */
    public static Stampede of(
            InetSocketAddress server,
            EventlyApi api,
            Tokens tokens,
            History history,
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
        new Crowd(server, CONNECTIONS, history)
                .run(IntStream.range(0, buyers.size())
                        .mapToObj(i ->
                                Task.of(Request.book(eventId, buyers.get(i), "sold-" + i, quantities.get(i), false)))
                        .iterator());
        List<WaitingCustomer> waiting = Buyer.some(members, tokens).stream()
                .map(buyer -> new WaitingCustomer(eventId, buyer, 1 + random.nextInt(MOST_SEATS)))
                .toList();
        Map<UUID, Operation> sold = history.operations().stream()
                .filter(Operation::ok)
                .collect(Collectors.toMap(Operation::userId, made -> made, (first, again) -> first));
        List<Sold> back = buyers.subList(0, returned).stream()
                .map(buyer -> new Sold(
                        buyer,
                        Json.uuid(sold.get(buyer.id()).body(), "id"),
                        sold.get(buyer.id()).quantity()))
                .toList();
        var queue = new Queue(new Sale(eventId, capacity), waiting, back, windowMinutes, history);
        var stampede = new Stampede(queue, tokens);
        stampede.early().stream().filter(member -> random.nextInt(50) == 0).forEach(member -> member.plan(Plan.LEAVE));
        return stampede;
    }

    public Queue queue() {
        return queue;
    }

    /** The half that joins before seats are given back. */
    public List<WaitingCustomer> early() {
        return queue.members().subList(0, queue.members().size() / 2);
    }

    /** Lets the first half join, and does nothing else meanwhile: what it measures are joins. */
    public Measured fill(InetSocketAddress server) {
        return run(
                server,
                customers(server, CONNECTIONS, new Arrivals(early(), member -> {})::next, () -> true, Duration.ZERO),
                LONGEST);
    }

    /** Lets an admin prefer some who wait, and whoever is served first decide what they will do about it. */
    public void chooseFavourites(EventlyApi api, long seed) {
        var random = new Random(seed);
        for (WaitingCustomer member : queue.line()) {
            if (!member.over() && random.nextInt(20) == 0) {
                member.priority(random.nextInt(4) - 1);
                api.setPriority(queue.sale().eventId(), member.entry().id(), member.priority());
            }
        }
        // So many are served before any window runs out; who comes after them claims, and it ends.
        int seats = queue.seatsReturned();
        for (WaitingCustomer member : queue.line()) {
            if (seats > 0 && !member.over()) {
                seats -= member.quantity();
                member.plan(plan(random));
            }
        }
    }

    /** Lets all that happen; goes on until it is over, the act's time is up, or the server is dead. */
    public Measured play(InetSocketAddress server, Act act) {
        PromotionWatcher watcher = watcher(act.choosyUntil());
        var arrivals = new Arrivals(act.arriving(), watcher::joined);
        var returns = new Returns(queue, act.returning(), tokens);
        List<Customer> customers =
                new ArrayList<>(customers(server, ARRIVING, arrivals::next, () -> true, act.breath()));
        customers.addAll(customers(server, RETURNING, returns::next, () -> true, Duration.ZERO));
        customers.addAll(customers(
                server, LOOKING, () -> announced(watcher.next(), act.onClaim()), watcher::isOver, Duration.ZERO));
        return run(server, customers, act.longest());
    }

    /** Those at the head of the queue as it is now; whoever is promoted later than that claims. */
    public PromotionWatcher watcher(Instant choosyUntil) {
        return new PromotionWatcher(queue, choosyUntil);
    }

    /** Everybody who gives seats back and has not yet. */
    public Returns returns() {
        return new Returns(queue, queue.returned(), tokens);
    }

    /** Claims once more whatever was claimed. */
    public Measured claimAgain(InetSocketAddress server) {
        Iterator<Task> claims = queue.members().stream()
                .filter(WaitingCustomer::booked)
                .map(member -> Task.of(member.aboutPromotion(Kind.CLAIM)))
                .iterator();
        return new Crowd(server, LOOKING, queue.history()).run(claims);
    }

    private static Task announced(Task task, Runnable onClaim) {
        if (task != null && task.request().kind() == Kind.CLAIM) {
            onClaim.run();
        }
        return task;
    }

    private static Plan plan(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Plan.DECLINE;
            case 1 -> Plan.LAPSE;
            default -> Plan.CLAIM;
        };
    }

    private List<Customer> customers(
            InetSocketAddress server, int count, Supplier<Task> tasks, BooleanSupplier over, Duration breath) {
        String host = HttpText.host(server);
        return Stream.generate(() -> new Customer(queue.history(), host, tasks, over, Customer.AfterLoss.STOP, breath))
                .limit(count)
                .toList();
    }

    private static Measured run(InetSocketAddress server, List<Customer> customers, Duration longest) {
        return LoadClient.run(server, customers, new Limits(Long.MAX_VALUE, longest, PATIENCE));
    }
}
