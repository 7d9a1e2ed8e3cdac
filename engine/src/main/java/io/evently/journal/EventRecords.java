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
import io.evently.event.PricingRule;
import io.evently.event.Tally;
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
        });
    }

    public static Commit readCommit(byte[] bytes) {
        return RecordReader.read(
                bytes,
                in -> new Commit(
                        in.number(),
                        in.number(),
                        in.list(() -> readFact(in)),
                        in.array(() -> new Tally(in.count(), in.count(), in.count(), in.count(), in.number()))));
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
            default ->
                throw new IllegalArgumentException(
                        "fact type %d is unknown: was this journal written by a newer Evently?".formatted(type));
        };
    }

    // ---- snapshots ----

    public static byte[] write(Event event) {
        EventHead head = event.head();
        return RecordWriter.bytes(512 + 90 * event.bookingCount(), out -> {
            out.array(() -> writeHead(out, head));
            out.array(() -> event.bookings().forEach(booking -> out.array(() -> writeBooking(out, booking))));
        });
    }

    public static Event readEvent(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            EventHead head = in.array(() -> readHead(in));
            return new Event(head, in.list(() -> readBooking(in)));
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

    // ---- parts ----

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
