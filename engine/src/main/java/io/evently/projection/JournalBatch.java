package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.actor.EventEntity;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A run of the journal, decoded once, that goes into the tables in one transaction. */
public final class JournalBatch {

    /**
     * Records in a batch. Of many busy events each record has one fact; the more of an event's facts are in a batch, the
     * less the event's own rows cost.
     */
    static final int MOST_RECORDS = 2_000;

    /** Facts after which a batch ends: about 80 ms of writing. A commit is never split, so it may be one more. */
    static final int MOST_FACTS = 2_000;

    private static final String EVENT_PREFIX = EventEntity.TYPE + "|";

    /** One commit, the event it belongs to, and where its record stands. */
    public record CommitOf(UUID eventId, Commit commit, Place place) {}

    /** What happened to a user, and where its record stands. */
    public record UserFactAt(UserFact fact, Place place) {}

    /**
     * Where a record stands.
     *
     * @param sequenceNumber among those of its persistence id
     */
    public record Place(String persistenceId, long sequenceNumber, Position position) {}

    /** @param unreadable why it could not be decoded; null: it was */
    private record Entry(Place place, Object decoded, RuntimeException unreadable) {
        String persistenceId() {
            return place.persistenceId();
        }
    }

    private final int mostRecords;
    private final List<Entry> entries = new ArrayList<>();
    private final List<CommitOf> commits = new ArrayList<>();
    private final List<UserFactAt> userFacts = new ArrayList<>();
    private int records;
    private int facts;
    private Position last;

    /** @param mostRecords records after which it is full */
    JournalBatch(int mostRecords) {
        this.mostRecords = mostRecords;
    }

    /** The next batch behind {@code after}; empty when there is nothing to read yet. */
    static JournalBatch read(Connection connection, Position after, int mostRecords) throws SQLException {
        JournalBatch batch = new JournalBatch(mostRecords);
        Journal.read(connection, after, mostRecords, batch::take);
        return batch;
    }

    /**
     * Commits of events behind {@code after} and not behind {@code upTo}, as many as fit. What the tables could not take is
     * left out.
     */
    static JournalBatch between(Connection connection, Position after, Position upTo) throws SQLException {
        JournalBatch batch = new JournalBatch(MOST_RECORDS);
        Journal.read(connection, after, MOST_RECORDS, row -> row.position().compareTo(upTo) <= 0 && batch.take(row));
        batch.entries.removeIf(entry -> !isOfAnEvent(entry.persistenceId()) || entry.unreadable() != null);
        batch.open();
        return batch;
    }

    /** All records behind {@code after} and not behind {@code upTo}, as many as fit, but those that cannot be read. */
    public static JournalBatch allBetween(Connection connection, Position after, Position upTo, Set<String> setAside)
            throws SQLException {
        JournalBatch batch = new JournalBatch(MOST_RECORDS);
        Journal.read(connection, after, MOST_RECORDS, row -> row.position().compareTo(upTo) <= 0 && batch.take(row));
        batch.entries.removeIf(entry -> entry.unreadable() != null);
        batch.leaveOut(setAside);
        batch.open();
        return batch;
    }

    /**
     * The same, sorted, but nothing of those who are set aside; nor of whoever has a record that cannot be read, from it
     * on.
     *
     * @param setAside persistence ids
     * @param leftOut is given the first record that is missing of each, by persistence id
     */
    public static JournalBatch readableBetween(
            Connection connection, Position after, Position upTo, Set<String> setAside, Map<String, Long> leftOut)
            throws SQLException {
        JournalBatch batch = new JournalBatch(MOST_RECORDS);
        Journal.read(connection, after, MOST_RECORDS, row -> row.position().compareTo(upTo) <= 0 && batch.take(row));
        batch.leaveOut(setAside, leftOut);
        batch.open();
        return batch;
    }

    /**
     * Records of one persistence id, in their order, as many as fit; up to one that cannot be read.
     *
     * @param from the sequence number of the first
     * @param upTo none behind this position
     * @param leftOut is given the one that cannot be read
     */
    public static JournalBatch readableOf(
            Connection connection, String persistenceId, long from, Position upTo, Map<String, Long> leftOut)
            throws SQLException {
        JournalBatch batch = new JournalBatch(MOST_RECORDS);
        Journal.readOf(connection, persistenceId, from, upTo, batch::take);
        batch.leaveOut(Set.of(), leftOut);
        batch.open();
        return batch;
    }

    /** Whether a record can be read, or is not there; cheaper than to find out with those behind it. */
    public static boolean isReadable(Connection connection, String persistenceId, long sequenceNumber, Position upTo)
            throws SQLException {
        JournalBatch one = new JournalBatch(1);
        Journal.readOf(connection, persistenceId, sequenceNumber, upTo, one::take);
        return one.entries.stream().allMatch(entry -> entry.unreadable() == null);
    }

    private void leaveOut(Set<String> setAside, Map<String, Long> leftOut) {
        entries.removeIf(entry -> {
            String id = entry.persistenceId();
            if (setAside.contains(id) || entry.unreadable() != null) {
                leftOut.putIfAbsent(id, entry.place().sequenceNumber());
            }
            return leftOut.containsKey(id);
        });
    }

    public boolean isEmpty() {
        return records == 0;
    }

    /** Whether it ended at a bound and not at the journal's end. */
    public boolean isFull() {
        return records >= mostRecords || facts >= MOST_FACTS;
    }

    /** The position of the last record. */
    public Position last() {
        return last;
    }

    /** How many were read, also of those that are left out. */
    public int records() {
        return records;
    }

    /** In all of its records. */
    public int facts() {
        return facts;
    }

    /** Commits of events that have facts, in order. */
    public List<CommitOf> commits() {
        return commits;
    }

    /** What happened to users, in order. */
    public List<UserFactAt> userFacts() {
        return userFacts;
    }

    public Set<UUID> eventIds() {
        Set<UUID> ids = new HashSet<>();
        commits.forEach(commit -> ids.add(commit.eventId()));
        return ids;
    }

    /**
     * Takes one more record. One that cannot be read is not known to matter yet: its event may be set aside.
     *
     * @return whether there is room for another
     */
    boolean take(Journal.Row row) {
        Place place = new Place(row.persistenceId(), row.sequenceNumber(), row.position());
        try {
            Object decoded = JournalRecords.read(row);
            facts += decoded instanceof Commit commit ? commit.facts().size() : 1;
            entries.add(new Entry(place, decoded, null));
        } catch (RuntimeException e) {
            entries.add(new Entry(place, null, e));
        }
        records++;
        last = row.position();
        return !isFull();
    }

    /**
     * Leaves out the records of those who are set aside.
     *
     * @return how many of each
     */
    Map<String, Integer> leaveOut(Set<String> persistenceIds) {
        Map<String, Integer> skipped = new HashMap<>();
        entries.removeIf(entry -> {
            boolean setAside = persistenceIds.contains(entry.persistenceId());
            if (setAside) {
                skipped.merge(entry.persistenceId(), 1, Integer::sum);
            }
            return setAside;
        });
        return skipped;
    }

    /**
     * Sorts the records into {@link #commits} and {@link #userFacts}; claims on addresses have no table.
     *
     * @throws RuntimeException of the first record that cannot be read
     */
    void open() {
        for (Entry entry : entries) {
            if (entry.unreadable() != null) {
                throw entry.unreadable();
            }
            if (entry.decoded() instanceof Commit commit) {
                // A mark that only asked for a snapshot has no facts and says nothing to the tables.
                if (!commit.facts().isEmpty()) {
                    commits.add(new CommitOf(eventId(entry.persistenceId()), commit, entry.place()));
                }
            } else if (entry.decoded() instanceof UserFact fact) {
                userFacts.add(new UserFactAt(fact, entry.place()));
            }
        }
    }

    /** Whether it is an event's. */
    public static boolean isOfAnEvent(String persistenceId) {
        return persistenceId.startsWith(EVENT_PREFIX);
    }

    /** The event that a persistence id names. */
    static UUID eventId(String persistenceId) {
        if (!isOfAnEvent(persistenceId)) {
            throw new IllegalArgumentException("a commit of an event is filed under " + persistenceId);
        }
        return UUID.fromString(persistenceId.substring(EVENT_PREFIX.length()));
    }
}
