package io.evently.event.record;

import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.event.KeyedJoin;
import io.evently.event.Promotion;
import io.evently.event.QueueCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;
import io.evently.event.state.FrozenEvent;
import io.evently.record.Codec;
import io.evently.record.Codecs;
import io.evently.record.RecordReader;
import io.evently.record.RecordWriter;
import io.evently.record.SealedCodec;

/**
 * Commits and snapshots of events as bytes. The numbers of facts are for ever: a number once used is never given to
 * something else.
 */
public final class EventRecords {

    private static final Codecs CODECS = EventParts.codecs();

    public static final SealedCodec<Fact> FACTS = new SealedCodec<>("fact type", Fact.class, CODECS);

    private static final Codec<Commit> COMMIT = CODECS.with(Commit.class, "facts", FACTS.list())
            .with(Commit.class, "origins", PackedOrigins.RUNS)
            .fieldsOf(Commit.class);

    private static final Codec<EventSummary> HEAD = CODECS.of(EventSummary.class);
    private static final Codec<Booking> BOOKING = CODECS.fieldsOf(Booking.class);
    private static final Codec<WaitlistEntry> ENTRY = CODECS.fieldsOf(WaitlistEntry.class);
    private static final Codec<Promotion> PROMOTION = CODECS.fieldsOf(Promotion.class);
    private static final Codec<QueueCounts> QUEUE = CODECS.of(QueueCounts.class);
    private static final Codec<KeyedJoin> KEYED_JOIN = CODECS.fieldsOf(KeyedJoin.class);
    private static final Codec<Event> SNAPSHOT = Codec.reading(EventRecords::readSnapshot);
    private static final Codec<Event> LIST_OF_BOOKINGS = Codec.reading(EventRecords::readList);

    /**
     * The most a snapshot may have: PostgreSQL writes bytes as text of twice the length when it is dumped, and takes no
     * more than a gigabyte then. Some eight million bookings.
     */
    static final int LARGEST_SNAPSHOT = 500_000_000;

    private EventRecords() {}

    public static byte[] write(Commit commit) {
        return RecordWriter.bytes(64 + 96 * commit.facts().size(), COMMIT, commit);
    }

    public static Commit readCommit(byte[] bytes) {
        return RecordReader.read(bytes, COMMIT);
    }

    /** @throws IllegalStateException if the event is too large for one; it lives without, and its journal is complete */
    public static byte[] write(FrozenEvent event) {
        int inQueue = event.entries().size()
                + event.promotions().size()
                + event.keyedJoins().size();
        int bytes = snapshotSize(event.bookings().size(), inQueue);
        return RecordWriter.bytes(bytes, out -> writeSnapshot(out, event));
    }

    /** The same, of the event as it is now. */
    public static byte[] write(Event event) {
        return write(event.freeze());
    }

    public static Event readEvent(byte[] bytes) {
        return RecordReader.read(bytes, SNAPSHOT);
    }

    /** As snapshots were before bookings were packed: a list of records. */
    public static Event readListOfBookings(byte[] bytes) {
        return RecordReader.read(bytes, LIST_OF_BOOKINGS);
    }

    /** About the bytes of a snapshot, before anything is written. */
    static int snapshotSize(long bookings, long inQueue) {
        long bytes = 512 + 60 * bookings + 90 * inQueue;
        if (bytes > LARGEST_SNAPSHOT) {
            throw new IllegalStateException(
                    "a snapshot of some %d bytes is too large: it has %d bookings and %d in queue"
                            .formatted(bytes, bookings, inQueue));
        }
        return (int) bytes;
    }

    private static void writeSnapshot(RecordWriter out, FrozenEvent event) {
        HEAD.write(out, event.head());
        PackedBookings.write(out, event.bookings());
        out.list(ENTRY, event.entries());
        out.list(PROMOTION, event.promotions());
        QUEUE.write(out, event.queue());
        out.list(KEYED_JOIN, event.keyedJoins());
    }

    private static Event readSnapshot(RecordReader in) {
        EventSummary head = HEAD.read(in);
        return new Event(
                head,
                PackedBookings.read(in, head.lastAt()),
                in.list(ENTRY),
                in.list(PROMOTION),
                QUEUE.read(in),
                in.list(KEYED_JOIN));
    }

    private static Event readList(RecordReader in) {
        return new Event(
                HEAD.read(in),
                in.list(BOOKING),
                in.list(ENTRY),
                in.list(PROMOTION),
                QUEUE.read(in),
                in.list(KEYED_JOIN));
    }
}
