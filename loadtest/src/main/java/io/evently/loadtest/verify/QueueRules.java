package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.CLAIM;
import static io.evently.loadtest.history.Operation.Kind.DECLINE;
import static io.evently.loadtest.history.Operation.Kind.JOIN;
import static io.evently.loadtest.history.Operation.Kind.LEAVE;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.REFUSED;
import static io.evently.loadtest.history.Operation.Verdict.UNKNOWN;

import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.verify.EventModel.Booking;
import io.evently.loadtest.verify.EventModel.Entry;
import io.evently.loadtest.verify.EventModel.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Holds what was asked and answered about the waitlist of one event against its journal. */
final class QueueRules {

    private static final int NOT_FOUND = 404;

    private record Joining(UUID userId, int quantity) {}

    private final EventModel event;
    private final Operations operations;
    private final FactTimes times;
    private final Findings findings;
    private final Map<UUID, Operation> joins = new HashMap<>();

    QueueRules(EventModel event, Operations operations, FactTimes times, Findings findings) {
        this.event = event;
        this.operations = operations;
        this.times = times;
        this.findings = findings;
    }

    void check() {
        everyoneLetInMustBeKept();
        everyEntryMustBeAskedFor();
        departuresMustBeKept();
        everyDepartureMustBeAskedFor();
        claimsMustBeKept();
        declinesMustBeKept();
        refusalsMustBeTrue();
    }

    /** Whether they wait already, and whether their promotion is over; the rest a run says which refusals it expects. */
    private void refusalsMustBeTrue() {
        for (Operation join : operations.of(JOIN)) {
            if (Refusal.ALREADY_WAITING.equals(join.code())
                    && event.entries.values().stream().noneMatch(entry -> entry.userId.equals(join.userId()))) {
                findings.broken(Rules.REFUSALS_ARE_TRUE, join + " never waited");
            }
        }
        for (Kind kind : List.of(CLAIM, DECLINE)) {
            for (Operation answer : operations.of(kind)) {
                Promise promise = event.promises.get(answer.subject());
                if (Refusal.PROMOTION_EXPIRED.equals(answer.code())
                        && (promise == null || !promise.status.equals("expired"))) {
                    findings.broken(Rules.REFUSALS_ARE_TRUE, answer + " is in the journal as " + promise);
                }
            }
        }
    }

    private void everyoneLetInMustBeKept() {
        for (Operation join : operations.of(JOIN)) {
            if (join.verdict() != OK) {
                continue;
            }
            UUID id = Bodies.id(join.body(), "id");
            Entry entry = id == null ? null : event.entries.get(id);
            boolean kept = entry != null
                    && entry.userId.equals(join.userId())
                    && entry.userId.equals(Bodies.id(join.body(), "userId"))
                    && entry.quantity == join.quantity()
                    && entry.quantity == Bodies.number(join.body(), "quantity")
                    && entry.joinedAt == Bodies.micros(join.body(), "joinedAt");
            if (entry != null) {
                times.acknowledged(entry.joinNo, join);
            }
            if (!kept) {
                findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, join + " is in the journal as " + entry);
            }
            Operation before = joins.put(id, join);
            if (before != null) {
                findings.broken(Rules.ONE_REQUEST_ONE_BOOKING, "one entry for both " + before + " and " + join);
            }
        }
    }

    private void everyEntryMustBeAskedFor() {
        Map<Joining, SameRequests> unanswered = new HashMap<>();
        for (Operation join : operations.of(JOIN)) {
            if (join.verdict() == UNKNOWN) {
                unanswered
                        .computeIfAbsent(new Joining(join.userId(), join.quantity()), any -> new SameRequests())
                        .add(join);
            }
        }
        Map<Joining, Integer> left = new HashMap<>();
        unanswered.forEach((joining, requests) -> left.put(joining, requests.uncertain()));
        for (Entry entry : event.entries.values()) {
            Joining like = new Joining(entry.userId, entry.quantity);
            if (joins.containsKey(entry.id)) {
                times.asked(entry.joinNo, List.of(joins.get(entry.id)));
            } else if (left.merge(like, -1, Integer::sum) < 0) {
                findings.broken(Rules.NOTHING_UNASKED, entry + " of event " + event.id);
            } else {
                times.asked(entry.joinNo, unanswered.get(like).possible());
            }
        }
    }

    /** Whoever leaves, leaves the entry they have, which need not be the one they know of; once for each answer. */
    private void departuresMustBeKept() {
        Map<UUID, Integer> left = new HashMap<>();
        event.entries.values().stream()
                .filter(entry -> entry.left != 0)
                .forEach(entry -> left.merge(entry.userId, 1, Integer::sum));
        for (Operation leave : operations.of(LEAVE)) {
            if (leave.verdict() != OK) {
                continue;
            }
            Entry entry = leave.subject() == null ? null : event.entries.get(leave.subject());
            if (entry != null && entry.left != 0 && entry.userId.equals(leave.userId())) {
                times.acknowledged(entry.left, leave);
            }
            if (left.merge(leave.userId(), -1, Integer::sum) < 0) {
                findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, leave + " is in the journal as " + entry);
            }
        }
    }

    /**
     * A departure that a node asked for twice, because the first answer was lost within the cluster, is answered "not
     * found": that is no proof that nothing happened.
     */
    private void everyDepartureMustBeAskedFor() {
        Map<UUID, List<Operation>> byUser = new HashMap<>();
        for (Operation leave : operations.of(LEAVE)) {
            if (leave.verdict() != REFUSED || leave.status() == NOT_FOUND) {
                byUser.computeIfAbsent(leave.userId(), any -> new ArrayList<>()).add(leave);
            }
        }
        for (Entry entry : event.entries.values()) {
            if (entry.left == 0) {
                continue;
            }
            List<Operation> leaves = byUser.getOrDefault(entry.userId, List.of()).stream()
                    .filter(leave -> mayHaveEnded(entry, leave))
                    .toList();
            if (leaves.isEmpty()) {
                findings.broken(Rules.NOTHING_UNASKED, entry + " of event " + event.id);
            } else {
                times.asked(entry.left, leaves);
            }
        }
    }

    /** What was answered before the entry was asked for was about another one. */
    private boolean mayHaveEnded(Entry entry, Operation leave) {
        Operation join = joins.get(entry.id);
        return leave.verdict() == UNKNOWN || join == null || leave.endedNanos() >= join.invokedNanos();
    }

    private void claimsMustBeKept() {
        Map<UUID, SameRequests> bySubject = operations.bySubject(CLAIM);
        bySubject.forEach((id, requests) -> {
            Promise promise = event.promises.get(id);
            for (Operation claim : requests.answered()) {
                Booking booking =
                        promise == null || promise.bookingId == null ? null : event.bookings.get(promise.bookingId);
                boolean kept = booking != null
                        && booking.userId.equals(claim.userId())
                        && Bodies.shows(claim.body(), event.id, booking)
                        && Bodies.text(claim.body(), "status").equals("confirmed");
                if (booking != null) {
                    times.acknowledged(promise.claimed, claim);
                }
                if (!kept) {
                    findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, claim + " is in the journal as " + promise);
                }
            }
            requests.answersMustBeTheSame(findings);
            requests.noneMustBeRefusedAfterwards(findings);
        });
        for (Promise promise : event.promises.values()) {
            if (promise.claimed != 0) {
                mustBeAskedFor(promise, bySubject.get(promise.id), promise.claimed);
            }
        }
    }

    /** Who left has declined too. */
    private void declinesMustBeKept() {
        Map<UUID, SameRequests> bySubject = operations.bySubject(DECLINE);
        bySubject.forEach((id, requests) -> {
            Promise promise = event.promises.get(id);
            for (Operation decline : requests.answered()) {
                boolean kept = promise != null
                        && promise.entry.userId.equals(decline.userId())
                        && (promise.declined != 0 || promise.entry.left != 0);
                if (kept) {
                    times.acknowledged(promise.declined != 0 ? promise.declined : promise.entry.left, decline);
                } else {
                    findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, decline + " is in the journal as " + promise);
                }
            }
        });
        Set<Promise> declined = new HashSet<>(event.promises.values());
        declined.removeIf(promise -> promise.declined == 0);
        for (Promise promise : declined) {
            mustBeAskedFor(promise, bySubject.get(promise.id), promise.declined);
        }
    }

    private void mustBeAskedFor(Promise promise, SameRequests requests, long factNo) {
        if (requests == null || !requests.mayHaveLedTo(promise.entry.userId)) {
            findings.broken(Rules.NOTHING_UNASKED, promise + " of event " + event.id);
        } else {
            times.asked(factNo, requests.possible());
        }
    }
}
