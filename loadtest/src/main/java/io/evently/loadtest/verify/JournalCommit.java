package io.evently.loadtest.verify;

import java.util.List;

/**
 * One row of the journal of an event.
 *
 * @param database where it lies, 0 to 3
 * @param sequence its sequence number
 * @param at when it was decided, microseconds since 1970
 * @param firstFact the number of its first fact
 * @param facts none in a mark that only asks for a snapshot
 * @param seats the seats after it, as it says
 * @param queue the waitlist after it, as it says
 */
public record JournalCommit(
        int database, long sequence, long at, long firstFact, List<JournalFact> facts, Seats seats, Queue queue) {

    public JournalCommit {
        facts = List.copyOf(facts);
    }

    /** Seats there are, sold, held and promised; {@code revenue} is cents of what is sold. */
    public record Seats(int capacity, int confirmed, int held, int promised, long revenue) {}

    /** Entries that wait; ever joined; promotions ever made, claimed and unused; how long the promoted had waited. */
    public record Queue(int waiting, long joined, long promoted, long claimed, long unused, long waitedMicros) {

        /** Nobody ever waited. */
        public static final Queue NONE = new Queue(0, 0, 0, 0, 0, 0);
    }

    /** The number of its last fact, or of the last one before it if it has none. */
    public long lastFact() {
        return firstFact + facts.size() - 1;
    }

    JournalCommit withFacts(List<JournalFact> other) {
        return new JournalCommit(database, sequence, at, firstFact, other, seats, queue);
    }

    JournalCommit withFirstFact(long other) {
        return new JournalCommit(database, sequence, at, other, facts, seats, queue);
    }

    JournalCommit withSequence(long other) {
        return new JournalCommit(database, other, at, firstFact, facts, seats, queue);
    }

    JournalCommit withAt(long other) {
        return new JournalCommit(database, sequence, other, firstFact, facts, seats, queue);
    }

    JournalCommit withTallies(Seats otherSeats, Queue otherQueue) {
        return new JournalCommit(database, sequence, at, firstFact, facts, otherSeats, otherQueue);
    }
}
