package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Everything a run left behind.
 *
 * @param operations all requests that may have changed bookings or waitlists, and reads; one whose answer was not waited
 *     for is among them as {@link Operation.Verdict#UNKNOWN}
 * @param journals by event, in order of sequence numbers
 * @param tables as they were when the journals ended there
 * @param epochNanos what the clock of the operations showed at the beginning of 1970, if this machine's wall clock is true
 */
public record Evidence(
        List<Operation> operations, Map<UUID, List<JournalCommit>> journals, TableRows tables, long epochNanos) {

    public Evidence {
        operations = List.copyOf(operations);
        journals = Map.copyOf(journals);
    }

    Evidence withOperations(List<Operation> other) {
        return new Evidence(other, journals, tables, epochNanos);
    }

    Evidence withJournal(UUID eventId, List<JournalCommit> other) {
        Map<UUID, List<JournalCommit>> changed = new HashMap<>(journals);
        changed.put(eventId, List.copyOf(other));
        return new Evidence(operations, changed, tables, epochNanos);
    }

    Evidence withTables(TableRows other) {
        return new Evidence(operations, journals, other, epochNanos);
    }
}
