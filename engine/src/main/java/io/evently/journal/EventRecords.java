package io.evently.journal;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.Event;
import io.evently.event.EventHead;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueTally;
import io.evently.event.Tally;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import java.util.ArrayList;
import java.util.List;

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
            Tally after = commit.after();
            out.array(() -> out.number(after.capacity())
                    .number(after.confirmed())
                    .number(after.held())
                    .number(after.promised())
                    .number(after.revenue()));
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
                        in.array(() -> new Tally(in.count(), in.count(), in.count(), in.count(), in.number())),
                        readQueue(in)));
    }

    private static void write(RecordWriter out, Fact fact) {
        if (fact instanceof Fact.BookingMade made) {
            out.number(7).id(made.bookingId()).id(made.userId()).number(made.quantity());
            out.number(made.unitPrice()).number(made.holdUntil());
            writeKey(out, made.key());
            out.number(made.expectedPrice());
        } else if (fact instanceof Fact.HoldConfirmed confirmed) {
            out.number(8).id(confirmed.bookingId());
        } else if (fact instanceof Fact.BookingCancelled cancelled) {
            out.number(9).id(cancelled.bookingId()).id(cancelled.by());
        } else if (fact instanceof Fact.HoldExpired expired) {
            out.number(10).id(expired.bookingId());
        } else if (fact instanceof Fact.EventCreated created) {
            out.number(1).id(created.eventId());
            writeDetails(out, created.details());
            out.number(created.capacity()).number(created.basePrice());
            writeRule(out, created.pricingRule());
            out.id(created.by());
        } else if (fact instanceof Fact.EventChanged changed) {
            out.number(2);
            writeDetails(out, changed.details());
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
            writePrefs(out, joined.notifyPrefs());
        } else if (fact instanceof Fact.WaitlistLeft left) {
            out.number(12).id(left.entryId());
        } else if (fact instanceof Fact.PriorityChanged priority) {
            out.number(13).id(priority.entryId()).number(priority.priority());
            out.text(priority.reason()).id(priority.by());
        } else if (fact instanceof Fact.EntryExpired expired) {
            out.number(14).id(expired.entryId());
        } else if (fact instanceof Fact.EntryMadeImpossible impossible) {
            out.number(15).id(impossible.entryId());
        } else if (fact instanceof Fact.PromotionMade promoted) {
            out.number(16).id(promoted.promotionId()).id(promoted.entryId());
            out.number(promoted.unitPrice()).number(promoted.expiresAt());
        } else if (fact instanceof Fact.PromotionClaimed claimed) {
            out.number(17).id(claimed.promotionId()).id(claimed.bookingId());
        } else if (fact instanceof Fact.PromotionDeclined declined) {
            out.number(18).id(declined.promotionId());
        } else if (fact instanceof Fact.PromotionExpired expired) {
            out.number(19).id(expired.promotionId());
        } else {
            throw new IllegalArgumentException("no record for " + fact);
        }
    }

    private static Fact readFact(RecordReader in) {
        int type = in.count();
        return switch (type) {
            case 1 -> new Fact.EventCreated(in.id(), readDetails(in), in.count(), in.number(), readRule(in), in.id());
            case 2 -> new Fact.EventChanged(readDetails(in), in.count(), in.id());
            case 3 -> new Fact.PriceChanged(in.number(), in.number(), in.text(), in.count(), in.id());
            case 4 -> new Fact.EventCancelled(in.text(), in.id());
            case 5 -> new Fact.EventCompleted(in.id());
            case 6 -> new Fact.EventDeleted(in.id());
            case 7 ->
                new Fact.BookingMade(
                        in.id(), in.id(), in.count(), in.number(), in.number(), in.pair(KeyHash::new), in.number(-1));
            case 8 -> new Fact.HoldConfirmed(in.id());
            case 9 -> new Fact.BookingCancelled(in.id(), in.id());
            case 10 -> new Fact.HoldExpired(in.id());
            case 11 -> new Fact.WaitlistJoined(in.id(), in.id(), in.count(), in.number(), readPrefs(in));
            case 12 -> new Fact.WaitlistLeft(in.id());
            case 13 -> new Fact.PriorityChanged(in.id(), in.count(), in.text(), in.id());
            case 14 -> new Fact.EntryExpired(in.id());
            case 15 -> new Fact.EntryMadeImpossible(in.id());
            case 16 -> new Fact.PromotionMade(in.id(), in.id(), in.number(), in.number());
            case 17 -> new Fact.PromotionClaimed(in.id(), in.id());
            case 18 -> new Fact.PromotionDeclined(in.id());
            case 19 -> new Fact.PromotionExpired(in.id());
            default ->
                throw new IllegalArgumentException(
                        "fact type %d is unknown: was this journal written by a newer Evently?".formatted(type));
        };
    }

    // ---- snapshots ----

    public static byte[] write(Event event) {
        EventHead head = event.head();
        return RecordWriter.bytes(512 + 90 * event.remembered(), out -> {
            out.array(() -> writeHead(out, head));
            out.array(() -> event.bookings().forEach(booking -> out.array(() -> writeBooking(out, booking))));
            out.array(() -> event.entries().forEach(entry -> out.array(() -> writeEntry(out, entry))));
            out.array(() -> event.promotions().forEach(promotion -> out.array(() -> writePromotion(out, promotion))));
            writeQueue(out, event.queue());
        });
    }

    public static Event readEvent(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            EventHead head = in.array(() -> readHead(in));
            return new Event(
                    head,
                    in.list(() -> readBooking(in)),
                    in.list(() -> readEntry(in)),
                    in.list(() -> readPromotion(in)),
                    readQueue(in));
        });
    }

    private static void writeHead(RecordWriter out, EventHead head) {
        out.id(head.id());
        writeDetails(out, head.details());
        out.number(head.capacity()).number(head.basePrice()).number(head.currentPrice());
        writeRule(out, head.pricingRule());
        out.number(head.pricingStep()).number(number(head.status())).number(head.version());
        out.flag(head.deleted()).flag(head.everBooked()).id(head.createdBy());
        out.number(head.createdAt()).number(head.updatedAt()).number(head.endedAt());
        out.number(head.lastFact()).number(head.lastAt());
    }

    private static EventHead readHead(RecordReader in) {
        return new EventHead(
                in.id(),
                readDetails(in),
                in.count(),
                in.number(),
                in.number(),
                readRule(in),
                in.count(),
                eventStatus(in.count()),
                in.count(),
                in.flag(),
                in.flag(),
                in.id(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number());
    }

    private static void writeBooking(RecordWriter out, Booking booking) {
        out.id(booking.id()).id(booking.userId()).number(booking.quantity()).number(booking.unitPrice());
        out.number(number(booking.status())).number(booking.createdAt()).number(booking.holdUntil());
        out.number(booking.changedAt());
        writeKey(out, booking.key());
        out.number(booking.expectedPrice());
    }

    private static Booking readBooking(RecordReader in) {
        return new Booking(
                in.id(),
                in.id(),
                in.count(),
                in.number(),
                bookingStatus(in.count()),
                in.number(),
                in.number(),
                in.number(),
                in.pair(KeyHash::new),
                in.number(Booking.NO_EXPECTED_PRICE));
    }

    private static void writeEntry(RecordWriter out, WaitlistEntry entry) {
        out.id(entry.id()).id(entry.userId()).number(entry.quantity()).number(entry.priority());
        out.number(entry.joinedAt()).number(entry.joinNo()).number(entry.expiresAt());
        writePrefs(out, entry.notifyPrefs());
        out.id(entry.promotionId());
    }

    private static WaitlistEntry readEntry(RecordReader in) {
        return new WaitlistEntry(
                in.id(),
                in.id(),
                in.count(),
                in.count(),
                in.number(),
                in.number(),
                in.number(),
                readPrefs(in),
                in.id());
    }

    private static void writePromotion(RecordWriter out, Promotion promotion) {
        out.id(promotion.id()).id(promotion.entryId()).id(promotion.userId());
        out.number(promotion.quantity()).number(promotion.unitPrice());
        out.number(promotion.promotedAt()).number(promotion.expiresAt());
        out.number(number(promotion.status())).number(promotion.changedAt()).flag(promotion.declined());
        out.id(promotion.bookingId());
    }

    private static Promotion readPromotion(RecordReader in) {
        return new Promotion(
                in.id(),
                in.id(),
                in.id(),
                in.count(),
                in.number(),
                in.number(),
                in.number(),
                promotionStatus(in.count()),
                in.number(),
                in.flag(),
                in.id());
    }

    // ---- parts ----

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

    private static void writePrefs(RecordWriter out, NotifyPrefs prefs) {
        out.number((prefs.email() ? 1 : 0) | (prefs.inApp() ? 2 : 0));
    }

    private static NotifyPrefs readPrefs(RecordReader in) {
        int bits = in.count();
        return new NotifyPrefs((bits & 1) != 0, (bits & 2) != 0);
    }

    private static void writeDetails(RecordWriter out, Details details) {
        out.array(() -> out.text(details.name())
                .text(details.description())
                .text(details.venue())
                .number(details.eventDate())
                .number(details.maxPerBooking())
                .number(details.maxPerUser())
                .number(details.holdMinutes())
                .number(number(details.waitlistPolicy()))
                .number(details.windowMinutes()));
    }

    private static Details readDetails(RecordReader in) {
        return in.array(() -> new Details(
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                in.count(),
                in.count(),
                in.count(),
                waitlistPolicy(in.count()),
                in.count()));
    }

    private static void writeRule(RecordWriter out, PricingRule rule) {
        List<PricingRule.Step> steps = rule == null ? List.of() : rule.steps();
        out.array(() -> steps.forEach(
                step -> out.array(() -> out.number(step.soldPercent()).number(step.factorPercent()))));
    }

    private static PricingRule readRule(RecordReader in) {
        List<PricingRule.Step> steps = new ArrayList<>(in.list(() -> new PricingRule.Step(in.count(), in.count())));
        return steps.isEmpty() ? null : new PricingRule(steps);
    }

    private static void writeKey(RecordWriter out, KeyHash key) {
        if (key == null) {
            out.absent();
        } else {
            out.pair(key.high(), key.low());
        }
    }

    private static int number(EventStatus status) {
        return switch (status) {
            case ACTIVE -> 0;
            case CANCELLED -> 1;
            case COMPLETED -> 2;
        };
    }

    private static EventStatus eventStatus(int number) {
        return switch (number) {
            case 0 -> EventStatus.ACTIVE;
            case 1 -> EventStatus.CANCELLED;
            case 2 -> EventStatus.COMPLETED;
            default -> throw new IllegalArgumentException("no event status has the number " + number);
        };
    }

    private static int number(BookingStatus status) {
        return switch (status) {
            case PENDING -> 0;
            case CONFIRMED -> 1;
            case CANCELLED -> 2;
            case EXPIRED -> 3;
        };
    }

    private static BookingStatus bookingStatus(int number) {
        return switch (number) {
            case 0 -> BookingStatus.PENDING;
            case 1 -> BookingStatus.CONFIRMED;
            case 2 -> BookingStatus.CANCELLED;
            case 3 -> BookingStatus.EXPIRED;
            default -> throw new IllegalArgumentException("no booking status has the number " + number);
        };
    }

    private static int number(PromotionStatus status) {
        return switch (status) {
            case PENDING -> 0;
            case USED -> 1;
            case EXPIRED -> 2;
        };
    }

    private static PromotionStatus promotionStatus(int number) {
        return switch (number) {
            case 0 -> PromotionStatus.PENDING;
            case 1 -> PromotionStatus.USED;
            case 2 -> PromotionStatus.EXPIRED;
            default -> throw new IllegalArgumentException("no promotion status has the number " + number);
        };
    }

    private static int number(WaitlistPolicy policy) {
        return switch (policy) {
            case STRICT -> 0;
            case FIRST_FIT -> 1;
        };
    }

    private static WaitlistPolicy waitlistPolicy(int number) {
        return switch (number) {
            case 0 -> WaitlistPolicy.STRICT;
            case 1 -> WaitlistPolicy.FIRST_FIT;
            default -> throw new IllegalArgumentException("no waitlist policy has the number " + number);
        };
    }
}
