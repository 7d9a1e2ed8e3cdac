package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A sale in turns: to people who are told nothing but by their inbox, for they have no address and no stream; and to members,
 * each of whom has a mailbox and a stream open, while a webhook tells of every booking.
 */
final class MessageSale {

    private static final int CONNECTIONS = 64;

    /** As many as one person may make of one event in a day. */
    static final int BOOKINGS_OF_ONE = 100;

    /** What is still to come would be a second message. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final EventlyApi api;
    private final SmtpSink sink;
    private final HookReceiver hooks;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * One turn.
     *
     * @param perSecond bookings
     * @param drainedMillis from the last booking until the last message; 0: nobody was told
     */
    record Turn(boolean told, int bookings, double perSecond, double p99Millis, double drainedMillis) {}

    /** All turns. */
    record Result(List<Turn> turns, List<String> broken) {

        /** The median of the turns with messages, or of those without. */
        double perSecond(boolean told) {
            double[] rates = turns.stream()
                    .filter(turn -> turn.told() == told)
                    .mapToDouble(Turn::perSecond)
                    .sorted()
                    .toArray();
            int middle = rates.length / 2;
            return rates.length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
        }

        /** How much slower a sale is with messages, in percent of one without. */
        double slowerPercent() {
            return 100 * (1 - perSecond(true) / perSecond(false));
        }
    }

    MessageSale(Cluster cluster, EventlyApi api, SmtpSink sink, HookReceiver hooks) {
        this.cluster = cluster;
        this.api = api;
        this.sink = sink;
        this.hooks = hooks;
    }

    /** @param pairs turns of each kind, in turns */
    Result run(int bookings, int pairs) {
        int people = Math.max(1, (bookings + BOOKINGS_OF_ONE - 1) / BOOKINGS_OF_ONE);
        List<Member> members = Member.register(cluster, api, "buys", people);
        List<Buyer> strangers = Buyer.some(people, cluster.tokens());
        Patience.until("everybody was welcomed", () -> members.stream()
                .noneMatch(member -> sink.to(member.address()).isEmpty()));
        List<Turn> turns = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            turns.add(untold(strangers, bookings));
            turns.add(told(members, bookings));
        }
        return new Result(turns, violations.stream().map(Violation::toString).toList());
    }

    private Turn untold(List<Buyer> buyers, int bookings) {
        UUID event = api.createEvent("Nobody is told", bookings);
        Measured measured = sell(event, buyers, bookings);
        return turn(false, measured, 0);
    }

    private Turn told(List<Member> members, int bookings) {
        UUID event = api.createEvent("All are told", bookings);
        UUID webhook = api.subscribe(hooks.url(), "booking.confirmed", event);
        int[] before = members.stream()
                .mapToInt(member -> sink.to(member.address()).size())
                .toArray();
        List<Listener> listeners = members.stream().map(Member::listener).toList();
        try (var streams = new OpenStreams(cluster.address(0), listeners)) {
            Measured measured = sell(event, members.stream().map(Member::buyer).toList(), bookings);
            long end = System.nanoTime();
            var told = new Told(event, members, before, bookings);
            Patience.until("every booking was told", told::isComplete);
            double drained = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - end) / 1e3;
            if (Patience.within(SETTLED, told::isTooMuch)) {
                violations.add(new Violation("each booking is told once", told.toString()));
            }
            return turn(true, measured, drained);
        } finally {
            api.unsubscribe(webhook);
        }
    }

    private Measured sell(UUID event, List<Buyer> buyers, int bookings) {
        History history = new History();
        Measured measured = new Crowd(cluster.address(0), CONNECTIONS, history)
                .run(IntStream.range(0, bookings)
                        .mapToObj(i ->
                                Task.of(Request.book(event, buyers.get(i % buyers.size()), "message-" + i, 1, false)))
                        .iterator());
        violations.addAll(new Auditor(cluster.address(0), cluster.tokens(), cluster.databasePort())
                .audit(history, List.of(new Sale(event, bookings)), Expectations.seatsForAll()));
        if (measured.answered(201) != bookings) {
            violations.add(new Violation("every booking is made", measured.byStatus() + ", lost " + measured.lost()));
        }
        return measured;
    }

    private static Turn turn(boolean told, Measured measured, double drained) {
        return new Turn(told, (int) measured.answered(201), measured.perSecond(201), measured.millisAt(99), drained);
    }

    /** What members, streams and the integrator have heard of a sale; {@code before}: mails of each before it. */
    private final class Told {

        private final UUID event;
        private final List<Member> members;
        private final int[] before;
        private final int bookings;

        private Told(UUID event, List<Member> members, int[] before, int bookings) {
            this.event = event;
            this.members = members;
            this.before = before;
            this.bookings = bookings;
        }

        private boolean isComplete() {
            return hooks.about(event).size() >= bookings
                    && all(member -> mails(member) >= expected(member) && heard(member) >= expected(member));
        }

        private boolean isTooMuch() {
            return hooks.about(event).size() > bookings
                    || hooks.about(event).values().stream().anyMatch(times -> times > 1)
                    || !all(member -> mails(member) <= expected(member)
                            && heard(member) <= expected(member)
                            && members.get(member).listener().twice() == 0);
        }

        private boolean all(IntPredicate holds) {
            return IntStream.range(0, members.size()).allMatch(holds);
        }

        private int expected(int member) {
            return bookings / members.size() + (member < bookings % members.size() ? 1 : 0);
        }

        private int mails(int member) {
            return sink.to(members.get(member).address()).size() - before[member];
        }

        private int heard(int member) {
            return members.get(member).listener().about(event).size();
        }

        @Override
        public String toString() {
            return "%d webhooks, %d mails, %d notifications of %d bookings"
                    .formatted(
                            hooks.about(event).values().stream()
                                    .mapToInt(times -> times)
                                    .sum(),
                            IntStream.range(0, members.size()).map(this::mails).sum(),
                            IntStream.range(0, members.size()).map(this::heard).sum(),
                            bookings);
        }
    }
}
