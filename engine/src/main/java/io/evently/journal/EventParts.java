package io.evently.journal;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventHead;
import io.evently.event.EventStatus;
import io.evently.event.KeyHash;
import io.evently.event.Limit;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Tally;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What an event consists of, as fields of a record: for journal, snapshots and messages alike. Fields are added at an
 * end only, and the numbers of statuses and policies are for ever: one once used is never given to something else.
 */
public final class EventParts {

    private EventParts() {}

    public static void writeHead(RecordWriter out, EventHead head) {
        out.id(head.id());
        writeDetails(out, head.details());
        out.number(head.capacity()).number(head.basePrice()).number(head.currentPrice());
        writeRule(out, head.pricingRule());
        out.number(head.pricingStep()).number(number(head.status())).number(head.version());
        out.flag(head.deleted()).flag(head.everBooked()).id(head.createdBy());
        out.number(head.createdAt()).number(head.updatedAt()).number(head.endedAt());
        out.number(head.lastFact()).number(head.lastAt());
    }

    public static EventHead readHead(RecordReader in) {
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

    public static void writeTally(RecordWriter out, Tally tally) {
        out.number(tally.capacity()).number(tally.confirmed()).number(tally.held());
        out.number(tally.promised()).number(tally.revenue());
    }

    public static Tally readTally(RecordReader in) {
        return new Tally(in.count(), in.count(), in.count(), in.count(), in.number());
    }

    public static void writeBooking(RecordWriter out, Booking booking) {
        out.id(booking.id()).id(booking.userId()).number(booking.quantity()).number(booking.unitPrice());
        out.number(number(booking.status())).number(booking.createdAt()).number(booking.holdUntil());
        out.number(booking.changedAt());
        writeKey(out, booking.key());
        out.number(booking.expectedPrice());
    }

    public static Booking readBooking(RecordReader in) {
        return new Booking(
                in.id(),
                in.id(),
                in.count(),
                in.number(),
                bookingStatus(in.count()),
                in.number(),
                in.number(),
                in.number(),
                readKey(in),
                in.number(Booking.NO_EXPECTED_PRICE));
    }

    public static void writeEntry(RecordWriter out, WaitlistEntry entry) {
        out.id(entry.id()).id(entry.userId()).number(entry.quantity()).number(entry.priority());
        out.number(entry.joinedAt()).number(entry.joinNo()).number(entry.expiresAt());
        writePrefs(out, entry.notifyPrefs());
        out.id(entry.promotionId());
    }

    public static WaitlistEntry readEntry(RecordReader in) {
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

    public static void writePromotion(RecordWriter out, Promotion promotion) {
        out.id(promotion.id()).id(promotion.entryId()).id(promotion.userId());
        out.number(promotion.quantity()).number(promotion.unitPrice());
        out.number(promotion.promotedAt()).number(promotion.expiresAt());
        out.number(number(promotion.status())).number(promotion.changedAt()).flag(promotion.declined());
        out.id(promotion.bookingId());
    }

    public static Promotion readPromotion(RecordReader in) {
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

    public static void writePrefs(RecordWriter out, NotifyPrefs prefs) {
        out.number((prefs.email() ? 1 : 0) | (prefs.inApp() ? 2 : 0));
    }

    public static NotifyPrefs readPrefs(RecordReader in) {
        int bits = in.count();
        return new NotifyPrefs((bits & 1) != 0, (bits & 2) != 0);
    }

    public static void writeDetails(RecordWriter out, Details details) {
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

    public static Details readDetails(RecordReader in) {
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

    public static void writeRule(RecordWriter out, PricingRule rule) {
        List<PricingRule.Step> steps = rule == null ? List.of() : rule.steps();
        out.array(() -> steps.forEach(
                step -> out.array(() -> out.number(step.soldPercent()).number(step.factorPercent()))));
    }

    public static PricingRule readRule(RecordReader in) {
        List<PricingRule.Step> steps = new ArrayList<>(in.list(() -> new PricingRule.Step(in.count(), in.count())));
        return steps.isEmpty() ? null : new PricingRule(steps);
    }

    public static void writeKey(RecordWriter out, KeyHash key) {
        if (key == null) {
            out.absent();
        } else {
            out.pair(key.high(), key.low());
        }
    }

    public static KeyHash readKey(RecordReader in) {
        return in.pair(KeyHash::new);
    }

    /** @param policy may be null */
    public static void writePolicy(RecordWriter out, WaitlistPolicy policy) {
        out.numberOrAbsent(policy == null ? null : number(policy));
    }

    /** The policy that comes next, or null. */
    public static WaitlistPolicy readPolicy(RecordReader in) {
        Integer number = in.countOrNull();
        return number == null ? null : waitlistPolicy(number);
    }

    public static void writeLimit(RecordWriter out, Limit limit) {
        out.number(
                switch (limit) {
                    case BOOKING_OR_CAPACITY -> 0;
                    case SEATS_OF_A_USER -> 1;
                    case SEATS_OF_OTHERS -> 2;
                });
    }

    /** The limit that comes next; the first, if there is none: once it was the only one. */
    public static Limit readLimit(RecordReader in) {
        int number = in.count();
        return switch (number) {
            case 0 -> Limit.BOOKING_OR_CAPACITY;
            case 1 -> Limit.SEATS_OF_A_USER;
            case 2 -> Limit.SEATS_OF_OTHERS;
            default -> throw new NewerRecordException("limit " + number);
        };
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
            default -> throw new NewerRecordException("event status " + number);
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
            default -> throw new NewerRecordException("booking status " + number);
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
            default -> throw new NewerRecordException("promotion status " + number);
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
            default -> throw new NewerRecordException("waitlist policy " + number);
        };
    }
}
