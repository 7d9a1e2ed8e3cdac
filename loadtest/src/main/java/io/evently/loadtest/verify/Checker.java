package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The promises that a run broke: pure, so that each rule can be shown to fail. Takes some seconds for 100,000 operations on
 * 200 events, and about as much memory again as the evidence.
 */
public final class Checker {

    private Checker() {}

    /** Every promise not kept; empty when all were. At most a few examples per rule. */
    public static List<Violation> violations(Evidence evidence) {
        return findings(evidence).violations();
    }

    /** Whether nothing more than the loss of what was acknowledged is wrong with it. */
    public static boolean isLoss(Violation violation) {
        return Rules.BROKEN_BY_LOSS.contains(violation.rule());
    }

    /** How often each promise was not kept, by its sentence; those that were are left out. */
    public static Map<String, Integer> timesBroken(Evidence evidence) {
        return findings(evidence).timesBroken();
    }

    /** How many bookings and other changes were made later than 2 s after whoever asked for them was told the end. */
    public static int decidedTooLate(Evidence evidence) {
        return timesBroken(evidence).getOrDefault(Rules.NOT_AFTER_THE_END, 0);
    }

    /** How many acknowledgements are not in the journal. */
    public static int lost(Evidence evidence) {
        return timesBroken(evidence).getOrDefault(Rules.ACKNOWLEDGED_IS_KEPT, 0);
    }

    private static Findings findings(Evidence evidence) {
        Findings findings = new Findings();
        TableRules tables = new TableRules(findings);
        Map<UUID, Operations> operations = byEvent(evidence.operations());
        List<UUID> events = new ArrayList<>(evidence.journals().keySet());
        events.sort(Comparator.naturalOrder());
        for (UUID eventId : events) {
            List<JournalCommit> journal = evidence.journals().get(eventId);
            journalMustLieInItsDatabase(eventId, journal, findings);
            Replay replay = Replay.of(eventId, journal, findings);
            check(replay, journal, operations.getOrDefault(eventId, new Operations()), evidence.epochNanos(), findings);
            tables.expect(replay.event());
        }
        operations.keySet().removeAll(evidence.journals().keySet());
        operations.forEach((eventId, ofNoEvent) -> nothingMustBeAcknowledged(eventId, ofNoEvent, findings));
        tables.check(evidence.tables());
        return findings;
    }

    private static void check(
            Replay replay, List<JournalCommit> journal, Operations operations, long epochNanos, Findings findings) {
        FactTimes times = new FactTimes(replay.event(), findings);
        new BookingRules(replay.event(), operations, times, findings).check();
        new QueueRules(replay.event(), operations, times, findings).check();
        times.factsMustBeInOrder();
        new LateRules(journal, times, epochNanos, findings).check();
        new ReadRules(replay, operations, times, findings).check();
    }

    private static Map<UUID, Operations> byEvent(List<Operation> operations) {
        List<Operation> inOrder = new ArrayList<>(operations);
        inOrder.sort(Comparator.comparingLong(Operation::number));
        Map<UUID, Operations> byEvent = new HashMap<>();
        inOrder.forEach(operation -> byEvent.computeIfAbsent(operation.eventId(), any -> new Operations())
                .add(operation));
        return byEvent;
    }

    private static void journalMustLieInItsDatabase(UUID eventId, List<JournalCommit> journal, Findings findings) {
        for (JournalCommit commit : journal) {
            if (commit.database() != Tables.shardOf(eventId)) {
                findings.broken(
                        Rules.IN_ITS_DATABASE,
                        "sequence number %d of event %s lies in %d"
                                .formatted(commit.sequence(), eventId, commit.database()));
            }
        }
    }

    /** The whole journal is gone. */
    private static void nothingMustBeAcknowledged(UUID eventId, Operations operations, Findings findings) {
        for (Operation.Kind kind : Operation.Kind.values()) {
            for (Operation operation : operations.of(kind)) {
                if (operation.verdict() == Operation.Verdict.OK) {
                    findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, operation + ", but no journal of " + eventId);
                }
            }
        }
    }
}
