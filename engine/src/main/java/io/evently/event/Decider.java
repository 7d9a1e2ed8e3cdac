package io.evently.event;

import io.evently.event.Decision.Subject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The rules of selling seats: a command and the state of an event give facts or a rejection, always the same ones. The
 * checks stand in the order of precedence of {@code api.md}: existence, idempotency, version, state, limits, capacity,
 * price. After the last check a command must succeed.
 */
public final class Decider {

    /**
     * What one user may make of one event in 24 hours, ended ones included ({@code design.md}): bookings, claims among
     * them, and as many promotions. What has ended is remembered for as long, so a loop would fill the actor.
     */
    static final int MOST_IN_A_DAY = 100;

    private Decider() {}

    /** Decides one command at {@code at} (microseconds); changes nothing. */
    public static Decision decide(Event event, long at, EventCommand command) {
        if (command instanceof EventCommand.CreateEvent create) {
            return create(event, create);
        }
        if (!event.exists()) {
            return refuse(event, Rejection.EVENT_NOT_FOUND);
        }
        if (command instanceof EventCommand.Book book) {
            return book(event, at, book);
        }
        if (command instanceof EventCommand.ConfirmHold confirm) {
            return confirm(event, at, confirm);
        }
        if (command instanceof EventCommand.CancelBooking cancel) {
            return cancelBooking(event, at, cancel);
        }
        if (command instanceof EventCommand.ChangeEvent change) {
            return change(event, change);
        }
        if (command instanceof EventCommand.SetPrice price) {
            return setPrice(event, price);
        }
        if (command instanceof EventCommand.CancelEvent cancel) {
            return cancelEvent(event, cancel);
        }
        if (command instanceof EventCommand.CompleteEvent complete) {
            return complete(event, at, complete);
        }
        if (command instanceof EventCommand.DeleteEvent delete) {
            return delete(event, delete);
        }
        if (command instanceof EventCommand.RemoveUser remove) {
            return RemovalRules.decide(event, remove);
        }
        return WaitlistRules.decide(event, at, command);
    }

    private static Decision create(Event event, EventCommand.CreateEvent create) {
        if (!event.isBlank()) {
            // The id is fresh, so this is the API node asking again.
            return unchanged();
        }
        return accept(new Fact.EventCreated(
                create.eventId(),
                create.details(),
                create.capacity(),
                create.basePrice(),
                create.pricingRule(),
                create.by()));
    }

    // ---- bookings ----

    private static Decision book(Event event, long at, EventCommand.Book book) {
        Booking mine = event.booking(book.bookingId(), at);
        if (mine != null) {
            return new Decision.Repeated(mine.asFirstAnswered(), false);
        }
        Booking repeated = book.key() == null ? null : event.bookingByKey(book.userId(), book.key(), at);
        if (repeated != null) {
            return isSameRequest(repeated, book)
                    ? new Decision.Repeated(repeated.asFirstAnswered(), true)
                    : refuse(event, Rejection.IDEMPOTENCY_KEY_REUSED);
        }
        if (!event.isOnSale(at)) {
            return refuse(event, Rejection.EVENT_NOT_ON_SALE);
        }
        if (!bookingLimitsMustAllow(event, at, book)) {
            return refuse(event, Rejection.BOOKING_LIMIT_REACHED);
        }
        int open = event.seatsForThePublic();
        if (open < book.quantity()) {
            return refuse(event, whyNot(event, open));
        }
        if (book.expectedPrice() != Booking.NO_EXPECTED_PRICE && book.expectedPrice() != event.currentPrice()) {
            return refuse(event, Rejection.PRICE_CHANGED);
        }
        Fact.BookingMade made = new Fact.BookingMade(
                book.bookingId(),
                book.userId(),
                book.quantity(),
                event.currentPrice(),
                book.hold() ? at + event.details().holdMinutes() * 60_000_000L : 0,
                book.key(),
                book.expectedPrice());
        int sold = event.tally().confirmed() + (book.hold() ? 0 : book.quantity());
        return new Decision.Accepted(
                withPriceOf(event, sold, event.tally().capacity(), made), Subject.BOOKING, book.bookingId());
    }

    private static Rejection whyNot(Event event, int open) {
        if (open > 0) {
            return Rejection.NOT_ENOUGH_SEATS;
        }
        return event.tally().available() == 0 ? Rejection.SOLD_OUT : Rejection.SEATS_PROMISED_TO_WAITLIST;
    }

    private static boolean isSameRequest(Booking before, EventCommand.Book now) {
        return before.quantity() == now.quantity()
                && before.wasHeld() == now.hold()
                && before.expectedPrice() == now.expectedPrice();
    }

    private static boolean bookingLimitsMustAllow(Event event, long at, EventCommand.Book book) {
        return book.quantity() <= event.details().maxPerBooking()
                && !event.hasMade(MOST_IN_A_DAY - claimsToCome(event, book.userId()), book.userId(), at)
                && userMayHave(
                        event, book.userId(), book.quantity() + event.waitlist().promisedTo(book.userId()))
                && !(book.hold() && event.hasOpenHold(book.userId()));
    }

    /** Who waits, or has a promotion, will make one booking of it: nobody books away what they are waiting for. */
    private static int claimsToCome(Event event, UUID userId) {
        return event.waitlist().has(userId) ? 1 : 0;
    }

    /** Whether the user may hold or own so many seats more. */
    static boolean userMayHave(Event event, UUID userId, int more) {
        int most = event.details().maxPerUser();
        return most == Details.NO_LIMIT || (long) event.seatsOf(userId) + more <= most;
    }

    private static Decision confirm(Event event, long at, EventCommand.ConfirmHold confirm) {
        Booking booking = event.booking(confirm.bookingId(), at);
        if (booking == null || !booking.isOpenTo(confirm.by(), false)) {
            return refuse(event, Rejection.BOOKING_NOT_FOUND);
        }
        return switch (booking.status()) {
            case CONFIRMED -> new Decision.Accepted(List.of(), Subject.BOOKING, booking.id());
            case EXPIRED -> refuse(event, Rejection.HOLD_EXPIRED);
            case CANCELLED -> refuse(event, Rejection.BOOKING_NOT_ACTIVE);
            case PENDING -> {
                if (!event.isOnSale(at)) {
                    yield refuse(event, Rejection.EVENT_NOT_ON_SALE);
                }
                int sold = event.tally().confirmed() + booking.quantity();
                yield new Decision.Accepted(
                        withPriceOf(event, sold, event.tally().capacity(), new Fact.HoldConfirmed(booking.id())),
                        Subject.BOOKING,
                        booking.id());
            }
        };
    }

    private static Decision cancelBooking(Event event, long at, EventCommand.CancelBooking cancel) {
        Booking booking = event.booking(cancel.bookingId(), at);
        if (booking == null || !booking.isOpenTo(cancel.by(), cancel.asAdmin())) {
            return refuse(event, Rejection.BOOKING_NOT_FOUND);
        }
        return switch (booking.status()) {
            case CANCELLED -> new Decision.Accepted(List.of(), Subject.BOOKING, booking.id());
            case EXPIRED -> refuse(event, Rejection.BOOKING_NOT_ACTIVE);
            case PENDING, CONFIRMED ->
                event.isOnSale(at) || (cancel.asAdmin() && event.status() == EventStatus.ACTIVE)
                        ? new Decision.Accepted(
                                List.of(new Fact.BookingCancelled(booking.id(), cancel.by())),
                                Subject.BOOKING,
                                booking.id())
                        : refuse(event, Rejection.EVENT_NOT_ON_SALE);
        };
    }

    /** The fact, and the new price if {@code sold} of {@code capacity} seats now reach a step of the pricing rule. */
    static List<Fact> withPriceOf(Event event, int sold, int capacity, Fact fact) {
        PricingRule rule = event.pricingRule();
        if (rule == null) {
            return List.of(fact);
        }
        int reached = rule.stepsReached(sold, capacity);
        if (reached <= event.pricingStep()) {
            return List.of(fact);
        }
        PricingRule.Step step = rule.steps().get(reached - 1);
        // ROOT: a fact must not depend on the language of the machine.
        String reason = String.format(
                Locale.ROOT,
                "pricing rule: %d %% sold, factor %d.%02d",
                step.soldPercent(),
                step.factorPercent() / 100,
                step.factorPercent() % 100);
        return List.of(
                fact,
                new Fact.PriceChanged(event.currentPrice(), step.priceFrom(event.basePrice()), reason, reached, null));
    }

    // ---- the event itself ----

    private static Decision change(Event event, EventCommand.ChangeEvent change) {
        if (!change.ifMatch().allows(event.version())) {
            return refuse(event, Rejection.VERSION_MISMATCH);
        }
        if (event.status() != EventStatus.ACTIVE) {
            return refuse(event, Rejection.EVENT_NOT_ON_SALE);
        }
        Tally tally = event.tally();
        int capacity = orElse(change.capacity(), tally.capacity());
        if (!capacityMustCoverTakenSeats(capacity, tally)) {
            return refuse(event, Rejection.CAPACITY_BELOW_SOLD);
        }
        Details before = event.details();
        Details after = new Details(
                orElse(change.name(), before.name()),
                change.clearDescription() ? null : orElse(change.description(), before.description()),
                orElse(change.venue(), before.venue()),
                orElse(change.eventDate(), before.eventDate()),
                orElse(change.maxPerBooking(), before.maxPerBooking()),
                orElse(change.maxPerUser(), before.maxPerUser()),
                orElse(change.holdMinutes(), before.holdMinutes()),
                orElse(change.waitlistPolicy(), before.waitlistPolicy()),
                orElse(change.windowMinutes(), before.windowMinutes()));
        if (after.equals(before) && capacity == tally.capacity()) {
            return unchanged();
        }
        Fact changed = new Fact.EventChanged(after, capacity, change.by());
        return new Decision.Accepted(withPriceOf(event, tally.confirmed(), capacity, changed), Subject.EVENT, null);
    }

    private static boolean capacityMustCoverTakenSeats(int capacity, Tally tally) {
        return capacity >= tally.capacity() - tally.available();
    }

    private static Decision setPrice(Event event, EventCommand.SetPrice set) {
        if (!set.ifMatch().allows(event.version())) {
            return refuse(event, Rejection.VERSION_MISMATCH);
        }
        if (event.status() != EventStatus.ACTIVE) {
            return refuse(event, Rejection.EVENT_NOT_ON_SALE);
        }
        boolean same = set.price() == event.currentPrice() && event.pricingRule() == null;
        return same
                ? unchanged()
                : accept(new Fact.PriceChanged(
                        event.currentPrice(), set.price(), set.reason(), Fact.PriceChanged.BY_HAND, set.by()));
    }

    private static Decision cancelEvent(Event event, EventCommand.CancelEvent cancel) {
        if (!cancel.ifMatch().allows(event.version())) {
            return refuse(event, Rejection.VERSION_MISMATCH);
        }
        return switch (event.status()) {
            case CANCELLED -> unchanged();
            case COMPLETED -> refuse(event, Rejection.EVENT_NOT_ON_SALE);
            case ACTIVE -> accept(new Fact.EventCancelled(cancel.reason(), cancel.by()));
        };
    }

    private static Decision complete(Event event, long at, EventCommand.CompleteEvent complete) {
        if (!complete.ifMatch().allows(event.version())) {
            return refuse(event, Rejection.VERSION_MISMATCH);
        }
        return switch (event.status()) {
            case COMPLETED -> unchanged();
            case CANCELLED -> refuse(event, Rejection.EVENT_NOT_ON_SALE);
            case ACTIVE ->
                at < event.details().eventDate()
                        ? refuse(event, Rejection.EVENT_NOT_ON_SALE)
                        : accept(new Fact.EventCompleted(complete.by()));
        };
    }

    private static Decision delete(Event event, EventCommand.DeleteEvent delete) {
        if (!delete.ifMatch().allows(event.version())) {
            return refuse(event, Rejection.VERSION_MISMATCH);
        }
        return event.everBooked()
                ? refuse(event, Rejection.EVENT_HAS_BOOKINGS)
                : accept(new Fact.EventDeleted(delete.by()));
    }

    private static <T> T orElse(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    static Decision accept(Fact fact) {
        return new Decision.Accepted(List.of(fact), Subject.EVENT, null);
    }

    private static Decision unchanged() {
        return new Decision.Accepted(List.of(), Subject.EVENT, null);
    }

    static Decision refuse(Event event, Rejection rejection) {
        return new Decision.Refused(rejection, event.currentPrice());
    }
}
