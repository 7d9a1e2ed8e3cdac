package io.evently.journal;

import io.evently.event.Commit;
import io.evently.event.Event;
import io.evently.event.EventHead;
import io.evently.event.Fact;
import io.evently.event.KeyedJoin;
import io.evently.event.QueueTally;

/**
 * Commits and snapshots of events as bytes. The numbers of facts, statuses and policies are for ever: a number once
 * used is never given to something else.
 */
public final class EventRecords {

    private EventRecords() {}

    // ---- commits ----

    public static byte[] write(Commit commit) {
        return RecordWriter.bytes(64 + 80 * commit.facts().size(), out -> {
            out.number(commit.at()).number(commit.firstFact());
            out.array(() -> commit.facts().forEach(fact -> out.array(() -> write(out, fact))));
            out.array(() -> EventParts.writeTally(out, commit.after()));
            writeQueue(out, commit.queue());
        });
    }

    public static Commit readCommit(byte[] bytes) {
        return RecordReader.read(
                bytes,
                in -> new Commit(
                        in.number(),
                        in.number(),
                        in.list(() -> readFact(in)),
                        in.array(() -> EventParts.readTally(in)),
                        readQueue(in)));
    }

    private static void write(RecordWriter out, Fact fact) {
        if (fact instanceof Fact.BookingMade made) {
            out.number(7).id(made.bookingId()).id(made.userId()).number(made.quantity());
            out.number(made.unitPrice()).number(made.holdUntil());
            EventParts.writeKey(out, made.key());
            out.number(made.expectedPrice());
        } else if (fact instanceof Fact.HoldConfirmed confirmed) {
            out.number(8).id(confirmed.bookingId());
        } else if (fact instanceof Fact.BookingCancelled cancelled) {
            out.number(9).id(cancelled.bookingId()).id(cancelled.by()).text(cancelled.reason());
        } else if (fact instanceof Fact.HoldExpired expired) {
            out.number(10).id(expired.bookingId());
        } else if (fact instanceof Fact.EventCreated created) {
            out.number(1).id(created.eventId());
            EventParts.writeDetails(out, created.details());
            out.number(created.capacity()).number(created.basePrice());
            EventParts.writeRule(out, created.pricingRule());
            out.id(created.by());
        } else if (fact instanceof Fact.EventChanged changed) {
            out.number(2);
            EventParts.writeDetails(out, changed.details());
            out.number(changed.capacity()).id(changed.by());
        } else if (fact instanceof Fact.PriceChanged price) {
            out.number(3).number(price.oldPrice()).number(price.newPrice()).text(price.reason());
            out.number(price.step()).id(price.by());
        } else if (fact instanceof Fact.EventCancelled cancelled) {
            out.number(4).text(cancelled.reason()).id(cancelled.by());
        } else if (fact instanceof Fact.EventCompleted completed) {
            out.number(5).id(completed.by());
        } else if (fact instanceof Fact.EventDeleted deleted) {
            out.number(6).id(deleted.by());
        } else {
            writeWaiting(out, fact);
        }
    }

    private static void writeWaiting(RecordWriter out, Fact fact) {
        if (fact instanceof Fact.WaitlistJoined joined) {
            out.number(11).id(joined.entryId()).id(joined.userId()).number(joined.quantity());
            out.number(joined.expiresAt());
            EventParts.writePrefs(out, joined.notifyPrefs());
            EventParts.writeKey(out, joined.key());
            out.number(joined.position());
        } else if (fact instanceof Fact.WaitlistLeft left) {
            out.number(12).id(left.entryId()).id(left.by()).text(left.reason());
        } else if (fact instanceof Fact.PriorityChanged priority) {
            out.number(13).id(priority.entryId()).number(priority.priority());
            out.text(priority.reason()).id(priority.by());
        } else if (fact instanceof Fact.EntryExpired expired) {
            out.number(14).id(expired.entryId());
        } else if (fact instanceof Fact.EntryMadeImpossible impossible) {
            out.number(15).id(impossible.entryId());
            EventParts.writeLimit(out, impossible.limit());
        } else if (fact instanceof Fact.PromotionMade promoted) {
            out.number(16).id(promoted.promotionId()).id(promoted.entryId());
            out.number(promoted.unitPrice()).number(promoted.expiresAt());
        } else if (fact instanceof Fact.PromotionClaimed claimed) {
            out.number(17).id(claimed.promotionId()).id(claimed.bookingId());
        } else if (fact instanceof Fact.PromotionDeclined declined) {
            out.number(18).id(declined.promotionId());
        } else if (fact instanceof Fact.PromotionExpired expired) {
            out.number(19).id(expired.promotionId()).flag(expired.overLimit());
        } else {
            throw new IllegalArgumentException("no record for " + fact);
        }
    }

    private static Fact readFact(RecordReader in) {
        int type = in.count();
        return switch (type) {
            case 1 ->
                new Fact.EventCreated(
                        in.id(), EventParts.readDetails(in), in.count(), in.number(), EventParts.readRule(in), in.id());
            case 2 -> new Fact.EventChanged(EventParts.readDetails(in), in.count(), in.id());
            case 3 -> new Fact.PriceChanged(in.number(), in.number(), in.text(), in.count(), in.id());
            case 4 -> new Fact.EventCancelled(in.text(), in.id());
            case 5 -> new Fact.EventCompleted(in.id());
            case 6 -> new Fact.EventDeleted(in.id());
            case 7 ->
                new Fact.BookingMade(
                        in.id(), in.id(), in.count(), in.number(), in.number(), EventParts.readKey(in), in.number(-1));
            case 8 -> new Fact.HoldConfirmed(in.id());
            case 9 -> new Fact.BookingCancelled(in.id(), in.id(), in.text());
            case 10 -> new Fact.HoldExpired(in.id());
            case 11 ->
                new Fact.WaitlistJoined(
                        in.id(),
                        in.id(),
                        in.count(),
                        in.number(),
                        EventParts.readPrefs(in),
                        EventParts.readKey(in),
                        in.count());
            case 12 -> new Fact.WaitlistLeft(in.id(), in.id(), in.text());
            case 13 -> new Fact.PriorityChanged(in.id(), in.count(), in.text(), in.id());
            case 14 -> new Fact.EntryExpired(in.id());
            case 15 -> new Fact.EntryMadeImpossible(in.id(), EventParts.readLimit(in));
            case 16 -> new Fact.PromotionMade(in.id(), in.id(), in.number(), in.number());
            case 17 -> new Fact.PromotionClaimed(in.id(), in.id());
            case 18 -> new Fact.PromotionDeclined(in.id());
            case 19 -> new Fact.PromotionExpired(in.id(), in.flag());
            default -> throw new NewerRecordException("fact type " + type);
        };
    }

    // ---- snapshots ----

    /**
     * The most a snapshot may have: PostgreSQL writes bytes as text of twice the length when it is dumped, and takes no
     * more than a gigabyte then. Some five million bookings.
     */
    static final int LARGEST_SNAPSHOT = 500_000_000;

    /** @throws IllegalStateException if the event is too large for one; it lives without, and its journal is complete */
    public static byte[] write(Event event) {
        EventHead head = event.head();
        return RecordWriter.bytes(snapshotSize(event.remembered()), out -> {
            out.array(() -> EventParts.writeHead(out, head));
            out.array(
                    () -> event.bookings().forEach(booking -> out.array(() -> EventParts.writeBooking(out, booking))));
            out.array(() -> event.entries().forEach(entry -> out.array(() -> EventParts.writeEntry(out, entry))));
            out.array(() -> event.promotions()
                    .forEach(promotion -> out.array(() -> EventParts.writePromotion(out, promotion))));
            writeQueue(out, event.queue());
            out.array(() -> event.keyedJoins().forEach(join -> out.array(() -> writeKeyedJoin(out, join))));
        });
    }

    /** About the bytes of a snapshot with so many bookings and entries, before anything is written. */
    static int snapshotSize(long remembered) {
        long bytes = 512 + 90 * remembered;
        if (bytes > LARGEST_SNAPSHOT) {
            throw new IllegalStateException("a snapshot of some %d bytes is too large: it has %d bookings and entries"
                    .formatted(bytes, remembered));
        }
        return (int) bytes;
    }

    public static Event readEvent(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            EventHead head = in.array(() -> EventParts.readHead(in));
            return new Event(
                    head,
                    in.list(() -> EventParts.readBooking(in)),
                    in.list(() -> EventParts.readEntry(in)),
                    in.list(() -> EventParts.readPromotion(in)),
                    readQueue(in),
                    in.list(() -> readKeyedJoin(in)));
        });
    }

    // ---- parts ----

    private static void writeKeyedJoin(RecordWriter out, KeyedJoin join) {
        out.array(() -> EventParts.writeEntry(out, join.entry())).number(join.position());
        EventParts.writeKey(out, join.key());
    }

    private static KeyedJoin readKeyedJoin(RecordReader in) {
        return new KeyedJoin(in.array(() -> EventParts.readEntry(in)), in.count(), EventParts.readKey(in));
    }

    /** Most events never have a queue; then one byte says so. */
    private static void writeQueue(RecordWriter out, QueueTally queue) {
        if (queue.equals(QueueTally.NONE)) {
            out.absent();
            return;
        }
        out.array(() -> out.number(queue.waiting())
                .number(queue.joined())
                .number(queue.promoted())
                .number(queue.claimed())
                .number(queue.unused())
                .number(queue.waitedMicros()));
    }

    private static QueueTally readQueue(RecordReader in) {
        QueueTally queue = in.array(
                () -> new QueueTally(in.count(), in.number(), in.number(), in.number(), in.number(), in.number()));
        return queue == null ? QueueTally.NONE : queue;
    }
}
