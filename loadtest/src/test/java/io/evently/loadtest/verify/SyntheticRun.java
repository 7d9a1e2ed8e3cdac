package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.record.EventRecords;
import io.evently.event.rules.Decision;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.verify.TableRows.Lag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A run that never took place: the real decider decides for a few events and its records are the real ones, while
 * clients, clock, and lost answers come from a seed. What it leaves behind is healthy.
 */
final class SyntheticRun {

    private static final int USERS = 40;
    private static final int MOST_OWED = 1_000;
    private static final long START = 1_767_225_600_000_000L; // 2026-01-01, in microseconds
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Between two steps of an event ten seconds pass, on average: some holds and promotions of a minute run out. */
    private static final long MOST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** One event, and what clients know of it. */
    private static final class Hosted {
        private final UUID id;
        private final Event event = new Event();
        private final List<JournalCommit> journal = new ArrayList<>();
        private final List<Operation> keyed = new ArrayList<>();
        private final Map<UUID, Operation> booked = new HashMap<>();
        private long at = START;

        private Hosted(UUID id) {
            this.id = id;
        }
    }

    private record Asked(
            Kind kind, UUID userId, UUID subject, String key, EventCommand command, boolean hold, int seats) {}

    private final Random random;
    private final List<UUID> users = new ArrayList<>();
    private final List<Hosted> events = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private long nanos = STEP_NANOS;
    private int keys;

    private SyntheticRun(long seed, int eventCount) {
        random = new Random(seed);
        for (int i = 0; i < USERS; i++) {
            users.add(id());
        }
        for (int i = 0; i < eventCount; i++) {
            events.add(created(i % 3 == 2 ? WaitlistPolicy.FIRST_FIT : WaitlistPolicy.STRICT, i % 2 == 1));
        }
    }

    /** The same seed gives the same run. */
    static SyntheticRun of(long seed, int events, int steps) {
        SyntheticRun run = new SyntheticRun(seed, events);
        for (int i = 0; i < steps; i++) {
            run.step(run.events.get(run.random.nextInt(events)));
        }
        run.end(run.events.get(0));
        return run;
    }

    Evidence evidence() {
        Map<UUID, List<JournalCommit>> journals = new HashMap<>();
        ReplayedRows all = new ReplayedRows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Hosted hosted : events) {
            journals.put(hosted.id, hosted.journal);
            ReplayedRows rows = ReplayedRows.of(
                    Replay.of(hosted.id, hosted.journal, new Findings()).event());
            all.events().addAll(rows.events());
            all.bookings().addAll(rows.bookings());
            all.entries().addAll(rows.entries());
            all.promotions().addAll(rows.promotions());
        }
        List<Lag> lags = List.of(new Lag(0, 0, 0), new Lag(1, 0, 0), new Lag(2, 0, 0), new Lag(3, 0, 0));
        return new Evidence(
                operations,
                journals,
                new TableRows(all.events(), all.bookings(), all.entries(), all.promotions(), lags),
                -TimeUnit.MICROSECONDS.toNanos(START));
    }

    /** The status of every booking, as the server's own event has it. */
    Map<UUID, String> statuses() {
        Map<UUID, String> statuses = new HashMap<>();
        for (Hosted hosted : events) {
            for (Booking booking : hosted.event.bookings()) {
                statuses.put(booking.id(), label(hosted.event.booking(booking.id(), hosted.at)));
            }
        }
        return statuses;
    }

    // ---- what happens ----

    private Hosted created(WaitlistPolicy policy, boolean rising) {
        Hosted hosted = new Hosted(id());
        Details details =
                new Details("A sale", null, "Nowhere", START + TimeUnit.DAYS.toMicros(300), 4, 0, 1, policy, 1);
        PricingRule rule = rising ? new PricingRule(List.of(new PricingRule.Step(50, 120))) : null;
        commit(hosted, List.of(new EventCommand.CreateEvent(hosted.id, details, 12, 4_990, rule, id())));
        return hosted;
    }

    private void step(Hosted hosted) {
        hosted.at = START + TimeUnit.NANOSECONDS.toMicros(nanos);
        if (random.nextInt(25) == 0) {
            organize(hosted);
            nanos += STEP_NANOS;
            return;
        }
        List<Asked> asked = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Asked next = next(hosted);
            if (next != null) {
                asked.add(next);
            }
        }
        decide(hosted, asked);
        read(hosted);
        nanos += STEP_NANOS + random.nextLong(MOST_PAUSE_NANOS / events.size());
    }

    /** What an admin does leaves no operation. */
    private void organize(Hosted hosted) {
        List<WaitlistEntry> waiting = hosted.event.waiting(-1, 10);
        int what = random.nextInt(3);
        if (what == 0 && !waiting.isEmpty()) {
            UUID entryId = waiting.get(random.nextInt(waiting.size())).id();
            commit(hosted, List.of(new EventCommand.SetPriority(entryId, random.nextInt(3), "a friend", id())));
        } else if (what == 1) {
            commit(
                    hosted,
                    List.of(new EventCommand.SetPrice(
                            random.nextInt(9_000), "a whim", EventCommand.IfMatch.ANY, id())));
        } else {
            mark(hosted);
        }
    }

    private void end(Hosted hosted) {
        commit(hosted, List.of(new EventCommand.CancelEvent("rain", EventCommand.IfMatch.ANY, id())));
        read(hosted);
    }

    private Asked next(Hosted hosted) {
        UUID userId = users.get(random.nextInt(USERS));
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> book(userId);
            case 3 -> again(hosted);
            case 4 -> change(hosted, Kind.CONFIRM);
            case 5 -> change(hosted, Kind.CANCEL);
            case 6 -> join(hosted, userId);
            case 7 -> promoted(hosted);
            default -> leave(hosted);
        };
    }

    private Asked book(UUID userId) {
        int seats = 1 + random.nextInt(3);
        boolean hold = random.nextInt(3) == 0;
        String key = random.nextBoolean() ? "key-" + keys++ : null;
        return book(userId, seats, hold, key);
    }

    private Asked book(UUID userId, int seats, boolean hold, String key) {
        KeyHash hash = key == null ? null : KeyHash.of(key);
        EventCommand.Book command = new EventCommand.Book(id(), userId, seats, hold, Booking.NO_EXPECTED_PRICE, hash);
        return new Asked(Kind.BOOK, userId, null, key, command, hold, seats);
    }

    private Asked again(Hosted hosted) {
        if (hosted.keyed.isEmpty()) {
            return null;
        }
        Operation before = hosted.keyed.get(random.nextInt(hosted.keyed.size()));
        return book(before.userId(), before.quantity(), before.hold(), before.key());
    }

    private Asked change(Hosted hosted, Kind kind) {
        List<Operation> booked = hosted.booked.values().stream()
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .toList();
        if (booked.isEmpty()) {
            return null;
        }
        Operation before = booked.get(random.nextInt(booked.size()));
        UUID id = Bodies.id(before.body(), "id");
        EventCommand command = kind == Kind.CONFIRM
                ? new EventCommand.ConfirmHold(id, before.userId())
                : new EventCommand.CancelBooking(id, before.userId(), false);
        return new Asked(kind, before.userId(), id, null, command, false, 0);
    }

    private Asked join(Hosted hosted, UUID userId) {
        int seats = 1 + random.nextInt(3);
        long expiresAt = random.nextInt(4) == 0 ? hosted.at + TimeUnit.MINUTES.toMicros(random.nextInt(5) + 1) : 0;
        return new Asked(
                Kind.JOIN,
                userId,
                null,
                null,
                new EventCommand.JoinWaitlist(id(), userId, seats, expiresAt, NotifyPrefs.ALL, null),
                false,
                seats);
    }

    private Asked promoted(Hosted hosted) {
        for (Promotion promotion : hosted.event.waitlist().promotions()) {
            if (promotion.status() == PromotionStatus.PENDING) {
                boolean claims = random.nextInt(3) > 0;
                EventCommand command = claims
                        ? new EventCommand.ClaimPromotion(promotion.id(), id(), promotion.userId())
                        : new EventCommand.DeclinePromotion(promotion.id(), promotion.userId());
                return new Asked(
                        claims ? Kind.CLAIM : Kind.DECLINE,
                        promotion.userId(),
                        promotion.id(),
                        null,
                        command,
                        false,
                        0);
            }
        }
        return null;
    }

    private Asked leave(Hosted hosted) {
        List<WaitlistEntry> live = hosted.event.waitlist().entries();
        if (live.isEmpty()) {
            return null;
        }
        WaitlistEntry entry = live.get(random.nextInt(live.size()));
        return new Asked(
                Kind.LEAVE,
                entry.userId(),
                entry.id(),
                null,
                new EventCommand.LeaveWaitlist(entry.userId(), null),
                false,
                0);
    }

    // ---- how it is decided, written and answered ----

    private void decide(Hosted hosted, List<Asked> asked) {
        GroupCommit round = new GroupCommit(hosted.event, hosted.at, MOST_OWED);
        List<Operation> answered = new ArrayList<>();
        for (Asked each : asked) {
            answered.add(answer(hosted, each, round.decide(each.command())));
            if (random.nextInt(4) == 0) {
                // Another node asks for availability, and its question is in the middle of the flush.
                availability(hosted, nanos + random.nextInt(1_000), nanos + STEP_NANOS / 2 + random.nextInt(1_000));
            }
        }
        write(hosted, round.commit());
        for (Operation operation : answered) {
            operations.add(operation);
            learn(hosted, operation);
        }
    }

    private void commit(Hosted hosted, List<EventCommand> commands) {
        GroupCommit round = new GroupCommit(hosted.event, hosted.at, MOST_OWED);
        commands.forEach(round::decide);
        write(hosted, round.commit());
    }

    private static void mark(Hosted hosted) {
        Event event = hosted.event;
        write(hosted, new Commit(hosted.at, event.lastFact() + 1, List.of(), event.tally(), event.queue()));
    }

    private static void write(Hosted hosted, Commit commit) {
        if (commit != null) {
            hosted.journal.add(JournalDecoder.commit(
                    Tables.shardOf(hosted.id), hosted.journal.size() + 1L, EventRecords.write(commit)));
        }
    }

    private static void learn(Hosted hosted, Operation operation) {
        if (operation.kind() != Kind.BOOK) {
            return;
        }
        if (operation.key() != null) {
            hosted.keyed.add(operation);
        }
        if (operation.verdict() == Verdict.OK) {
            hosted.booked.put(Bodies.id(operation.body(), "id"), operation);
        }
    }

    private Operation answer(Hosted hosted, Asked asked, Decision decision) {
        long invoked = nanos + random.nextInt(1_000);
        long ended = nanos + STEP_NANOS / 2 + random.nextInt(1_000);
        if (random.nextInt(15) == 0) {
            // Lost; some are waited for while others go on.
            return operation(hosted, asked, invoked, ended + random.nextInt(5) * STEP_NANOS, Verdict.UNKNOWN, 0, null);
        }
        if (decision instanceof Decision.Refused) {
            return operation(hosted, asked, invoked, ended, Verdict.REFUSED, 409, null);
        }
        JsonNode body = body(hosted, decision);
        return operation(hosted, asked, invoked, ended, Verdict.OK, 200, body)
                .answered(Verdict.OK, 200, null, body, decision instanceof Decision.Repeated);
    }

    private static JsonNode body(Hosted hosted, Decision decision) {
        if (decision instanceof Decision.Repeated repeated) {
            return json(hosted, repeated.booking());
        }
        Decision.Accepted accepted = (Decision.Accepted) decision;
        return switch (accepted.subject()) {
            case BOOKING -> json(hosted, hosted.event.booking(accepted.id(), hosted.at));
            case ENTRY -> json(hosted, hosted.event.waitlist().entry(accepted.id()));
            case EVENT -> null;
        };
    }

    private Operation operation(
            Hosted hosted, Asked asked, long invoked, long ended, Verdict verdict, int status, JsonNode body) {
        return new Operation(
                operations.size() * 10L + random.nextInt(10),
                asked.kind(),
                hosted.id,
                asked.userId(),
                asked.subject(),
                asked.key(),
                asked.seats(),
                asked.hold(),
                0,
                invoked,
                ended,
                verdict,
                status,
                null,
                body,
                false);
    }

    private void read(Hosted hosted) {
        long invoked = nanos + STEP_NANOS / 2 + 2_000;
        availability(hosted, invoked, invoked + 1_000);
        hosted.booked.values().stream()
                .min((one, other) -> Long.compare(one.number(), other.number()))
                .ifPresent(before -> readBooking(hosted, before));
    }

    private void availability(Hosted hosted, long invoked, long ended) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("eventId", hosted.id.toString());
        body.put("availableSeats", hosted.event.tally().available());
        body.put("heldSeats", hosted.event.tally().held());
        body.put("promisedSeats", hosted.event.tally().promised());
        body.put("confirmedSeats", hosted.event.tally().confirmed());
        body.put("waitlistLength", hosted.event.queue().waiting());
        body.put("currentPrice", money(hosted.event.currentPrice()));
        body.put("status", hosted.event.status().name().toLowerCase(Locale.ROOT));
        body.put("revision", hosted.event.lastFact());
        operations.add(operation(
                hosted,
                new Asked(Kind.AVAILABILITY, users.get(0), null, null, null, false, 0),
                invoked,
                ended,
                Verdict.OK,
                200,
                body));
    }

    private void readBooking(Hosted hosted, Operation before) {
        UUID id = Bodies.id(before.body(), "id");
        long invoked = nanos + STEP_NANOS / 2 + 4_000;
        operations.add(operation(
                hosted,
                new Asked(Kind.READ_BOOKING, before.userId(), id, null, null, false, 0),
                invoked,
                invoked + 1_000,
                Verdict.OK,
                200,
                json(hosted, hosted.event.booking(id, hosted.at))));
        operations.add(operation(
                hosted,
                new Asked(Kind.READ_STRANGERS_BOOKING, id(), id, null, null, false, 0),
                invoked,
                invoked + 1_000,
                Verdict.REFUSED,
                404,
                null));
    }

    // ---- JSON as the API has it ----

    private static JsonNode json(Hosted hosted, Booking booking) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", booking.id().toString());
        json.put("reference", booking.reference());
        json.put("eventId", hosted.id.toString());
        json.put("userId", booking.userId().toString());
        json.put("quantity", booking.quantity());
        json.put("unitPrice", money(booking.unitPrice()));
        json.put("totalAmount", money(booking.totalAmount()));
        json.put("status", label(booking));
        if (booking.wasHeld()) {
            json.put("holdExpiresAt", time(booking.holdUntil()));
        }
        json.put("createdAt", time(booking.createdAt()));
        return json;
    }

    private static JsonNode json(Hosted hosted, WaitlistEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id().toString());
        json.put("eventId", hosted.id.toString());
        json.put("userId", entry.userId().toString());
        json.put("quantity", entry.quantity());
        json.put("joinedAt", time(entry.joinedAt()));
        return json;
    }

    private static String label(Booking booking) {
        BookingStatus status = booking.status();
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String money(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    private static String time(long micros) {
        return Instant.EPOCH
                .plusSeconds(micros / 1_000_000)
                .plusNanos(micros % 1_000_000 * 1_000)
                .toString();
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
