package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.AVAILABILITY;
import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Kind.CANCEL;
import static io.evently.loadtest.history.Operation.Kind.CLAIM;
import static io.evently.loadtest.history.Operation.Kind.CONFIRM;
import static io.evently.loadtest.history.Operation.Kind.READ_BOOKING;
import static io.evently.loadtest.history.Operation.Kind.READ_PLACE;
import static io.evently.loadtest.history.Operation.Kind.READ_PROMOTIONS;
import static io.evently.loadtest.history.Operation.Kind.READ_STRANGERS_BOOKING;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.REFUSED;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.verify.EventModel.Booking;
import io.evently.loadtest.verify.EventModel.Entry;
import io.evently.loadtest.verify.EventModel.Promise;
import io.evently.loadtest.verify.Replay.State;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Holds what was read of one event against its journal. */
final class ReadRules {

    private static final int NOT_FOUND = 404;

    /** What a stranger may hear: not found, too many requests, busy. */
    private static final Set<Integer> FOR_STRANGERS = Set.of(NOT_FOUND, 429, 503);

    private final EventModel event;
    private final List<State> states;
    private final Operations operations;
    private final FactTimes times;
    private final Findings findings;

    ReadRules(Replay replay, Operations operations, FactTimes times, Findings findings) {
        this.event = replay.event();
        this.states = replay.states();
        this.operations = operations;
        this.times = times;
        this.findings = findings;
    }

    void check() {
        List<Operation> reads = operations.of(AVAILABILITY).stream()
                .filter(read -> read.verdict() == OK)
                .toList();
        reads.forEach(this::availabilityMustBeTrue);
        times.readsMustBeInOrder(reads);
        bookingsMustBeShownAsTheyAre();
        placesMustBeShownAsTheyAre();
        promisesMustBeShownAsTheyAre();
        strangersMustSeeNothing();
    }

    private void placesMustBeShownAsTheyAre() {
        for (Operation read : operations.of(READ_PLACE)) {
            Entry entry = read.ok() ? event.entries.get(Bodies.id(read.body(), "id")) : null;
            boolean isTheirs = entry != null
                    && entry.userId.equals(read.userId())
                    && entry.quantity == Bodies.number(read.body(), "quantity")
                    && entry.joinedAt == Bodies.micros(read.body(), "joinedAt");
            if (read.ok() && !isTheirs) {
                findings.broken(Rules.READS_ARE_TRUE, read + " is in the journal as " + entry);
            }
        }
    }

    /** Of all events a user is promised seats of, these are shown with the others'. */
    private void promisesMustBeShownAsTheyAre() {
        for (Operation read : operations.of(READ_PROMOTIONS)) {
            if (!read.ok()) {
                continue;
            }
            for (JsonNode shown : read.body().path("items")) {
                Promise promise = event.promises.get(Bodies.id(shown, "id"));
                boolean isTheirs = promise != null
                        && promise.entry.userId.equals(read.userId())
                        && promise.entry.quantity == Bodies.number(shown, "quantity")
                        && promise.unitPrice == Bodies.cents(shown, "unitPrice")
                        && promise.expiresAt == Bodies.micros(shown, "expiresAt");
                if (event.id.equals(Bodies.id(shown, "eventId")) && !isTheirs) {
                    findings.broken(Rules.READS_ARE_TRUE, shown + " is in the journal as " + promise);
                }
            }
        }
    }

    /** Whatever fact it ends with, it shows what the facts until then give. */
    private void availabilityMustBeTrue(Operation read) {
        JsonNode body = read.body();
        long revision = FactTimes.revision(read);
        int found = Collections.binarySearch(
                states, new State(revision, 0, 0, 0, 0, 0, 0, ""), Comparator.comparingLong(State::lastFact));
        if (found < 0) {
            findings.broken(Rules.READS_ARE_TRUE, read + " shows what is not in the journal");
            return;
        }
        State state = states.get(found);
        State shown = new State(
                revision,
                (int) Bodies.number(body, "availableSeats"),
                (int) Bodies.number(body, "heldSeats"),
                (int) Bodies.number(body, "promisedSeats"),
                (int) Bodies.number(body, "confirmedSeats"),
                (int) Bodies.number(body, "waitlistLength"),
                Bodies.cents(body, "currentPrice"),
                Bodies.text(body, "status"));
        if (!shown.equals(state)) {
            findings.broken(Rules.READS_ARE_TRUE, "event %s: %s instead of %s".formatted(event.id, shown, state));
        }
    }

    private void bookingsMustBeShownAsTheyAre() {
        List<Operation> reads = operations.of(READ_BOOKING);
        if (reads.isEmpty()) {
            return;
        }
        Map<UUID, Long> made = firstAnswers(BOOK);
        made.putAll(firstAnswers(CLAIM));
        Map<UUID, Long> confirmed = firstAnswers(CONFIRM);
        Map<UUID, Long> cancelled = firstAnswers(CANCEL);
        for (Operation read : reads) {
            if (read.verdict() == REFUSED && read.status() == NOT_FOUND && isBefore(made, read)) {
                findings.broken(Rules.READS_ARE_FRESH, read + " does not find what was acknowledged");
            } else if (read.verdict() == OK) {
                mustShow(read, confirmed, cancelled);
            }
        }
    }

    private void mustShow(Operation read, Map<UUID, Long> confirmed, Map<UUID, Long> cancelled) {
        Booking booking = event.bookings.get(read.subject());
        if (booking == null || !booking.userId.equals(read.userId()) || !Bodies.shows(read.body(), event.id, booking)) {
            findings.broken(Rules.READS_ARE_TRUE, read + " is in the journal as " + booking);
            return;
        }
        String status = Bodies.text(read.body(), "status");
        boolean stale = (isBefore(cancelled, read) && !status.equals("cancelled"))
                || (isBefore(confirmed, read) && status.equals("pending"));
        if (stale) {
            findings.broken(Rules.READS_ARE_FRESH, read + " shows what was before an acknowledged change");
        }
    }

    private static boolean isBefore(Map<UUID, Long> answers, Operation read) {
        Long answered = answers.get(read.subject());
        return answered != null && answered < read.invokedNanos();
    }

    /** By booking, when the first of these was acknowledged. */
    private Map<UUID, Long> firstAnswers(Kind kind) {
        Map<UUID, Long> first = new HashMap<>();
        for (Operation operation : operations.of(kind)) {
            if (operation.verdict() == OK) {
                first.merge(Bodies.id(operation.body(), "id"), operation.endedNanos(), Math::min);
            }
        }
        return first;
    }

    private void strangersMustSeeNothing() {
        for (Operation read : operations.of(READ_STRANGERS_BOOKING)) {
            if (read.verdict() == OK || (read.verdict() == REFUSED && !FOR_STRANGERS.contains(read.status()))) {
                findings.broken(Rules.NOTHING_FOR_STRANGERS, read.toString());
            }
        }
    }
}
