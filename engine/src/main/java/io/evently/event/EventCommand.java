package io.evently.event;

import io.evently.event.rules.BookingRules;
import io.evently.event.rules.LifecycleRules;
import io.evently.event.rules.WaitlistRules;
import io.evently.record.Kind;
import java.util.Set;
import java.util.UUID;

/**
 * What an event can be asked. Bounds of single values are checked at the edge ({@code api.md}); what depends on the
 * event's state is decided here. Components travel in their order: new ones come last.
 */
public sealed interface EventCommand {

    /** About the event itself; {@link LifecycleRules} decide. */
    sealed interface LifecycleCommand extends EventCommand {}

    /** About bookings and holds; {@link BookingRules} decide. */
    sealed interface BookingCommand extends EventCommand {}

    /** About entries of the waitlist and promotions; {@link WaitlistRules} decide. */
    sealed interface WaitlistCommand extends EventCommand {}

    @Kind(9)
    record CreateEvent(UUID eventId, Details details, int capacity, long basePrice, PricingRule pricingRule, UUID by)
            implements LifecycleCommand {}

    /**
     * A null field stays as it is.
     *
     * @param maxPerUser {@link Details#NO_LIMIT} for none
     * @param clearDescription whether there is to be no description; null says that it stays
     */
    @Kind(10)
    record ChangeEvent(
            String name,
            String description,
            String venue,
            Long eventDate,
            Integer capacity,
            Integer maxPerBooking,
            Integer maxPerUser,
            Integer holdMinutes,
            WaitlistPolicy waitlistPolicy,
            Integer windowMinutes,
            IfMatch ifMatch,
            UUID by,
            boolean clearDescription,
            String timeZone)
            implements LifecycleCommand {

        /** The time zone stays. */
        public ChangeEvent(
                String name,
                String description,
                String venue,
                Long eventDate,
                Integer capacity,
                Integer maxPerBooking,
                Integer maxPerUser,
                Integer holdMinutes,
                WaitlistPolicy waitlistPolicy,
                Integer windowMinutes,
                IfMatch ifMatch,
                UUID by,
                boolean clearDescription) {
            this(
                    name,
                    description,
                    venue,
                    eventDate,
                    capacity,
                    maxPerBooking,
                    maxPerUser,
                    holdMinutes,
                    waitlistPolicy,
                    windowMinutes,
                    ifMatch,
                    by,
                    clearDescription,
                    null);
        }

        /** What the event's details become. */
        public Details appliedTo(Details before) {
            return new Details(
                    orElse(name, before.name()),
                    clearDescription ? null : orElse(description, before.description()),
                    orElse(venue, before.venue()),
                    orElse(eventDate, before.eventDate()),
                    orElse(maxPerBooking, before.maxPerBooking()),
                    orElse(maxPerUser, before.maxPerUser()),
                    orElse(holdMinutes, before.holdMinutes()),
                    orElse(waitlistPolicy, before.waitlistPolicy()),
                    orElse(windowMinutes, before.windowMinutes()),
                    orElse(timeZone, before.timeZone()));
        }

        private static <T> T orElse(T value, T otherwise) {
            return value == null ? otherwise : value;
        }
    }

    @Kind(11)
    record SetPrice(long price, String reason, IfMatch ifMatch, UUID by) implements LifecycleCommand {}

    @Kind(12)
    record CancelEvent(String reason, IfMatch ifMatch, UUID by) implements LifecycleCommand {}

    @Kind(13)
    record CompleteEvent(IfMatch ifMatch, UUID by) implements LifecycleCommand {}

    @Kind(14)
    record DeleteEvent(IfMatch ifMatch, UUID by) implements LifecycleCommand {}

    /**
     * @param bookingId made by the API node, so that its own retry is recognised without a client's key
     * @param hold whether to hold the seats instead of selling them
     * @param expectedPrice cents, or {@link Booking#NO_EXPECTED_PRICE}
     * @param key null if the client sent none
     */
    @Kind(1)
    record Book(UUID bookingId, UUID userId, int quantity, boolean hold, long expectedPrice, KeyHash key)
            implements BookingCommand {}

    @Kind(2)
    record ConfirmHold(UUID bookingId, UUID by) implements BookingCommand {}

    /** @param asAdmin whether {@code by} may cancel what is not theirs, and after the event's date */
    @Kind(3)
    record CancelBooking(UUID bookingId, UUID by, boolean asAdmin) implements BookingCommand {}

    /**
     * @param entryId made by the API node, so that its own retry is recognised
     * @param expiresAt when they stop waiting, microseconds; 0: never
     * @param key null if the client sent none
     */
    @Kind(4)
    record JoinWaitlist(UUID entryId, UUID userId, int quantity, long expiresAt, NotifyPrefs notifyPrefs, KeyHash key)
            implements WaitlistCommand {}

    /** @param entryId the entry that is left, and no later one of the same user; null: whichever there is */
    @Kind(5)
    record LeaveWaitlist(UUID userId, UUID entryId) implements WaitlistCommand {}

    @Kind(8)
    record SetPriority(UUID entryId, int priority, String reason, UUID by) implements WaitlistCommand {}

    /** @param bookingId made by the API node: what the promotion becomes */
    @Kind(6)
    record ClaimPromotion(UUID promotionId, UUID bookingId, UUID by) implements WaitlistCommand {}

    @Kind(7)
    record DeclinePromotion(UUID promotionId, UUID by) implements WaitlistCommand {}

    /**
     * Ends what a user who may come no more has of this event: the hold, the entry, the promotion. What is confirmed stays.
     *
     * @param by the admin who sent them away, they themselves, or null
     */
    @Kind(20)
    record RemoveUser(UUID userId, String reason, UUID by) implements EventCommand {}

    /**
     * The versions a change may start from (the {@code If-Match} header).
     *
     * @param any whatever the version
     * @param versions those allowed otherwise
     */
    record IfMatch(boolean any, Set<Long> versions) {
        public static final IfMatch ANY = new IfMatch(true, Set.of());

        public IfMatch {
            versions = Set.copyOf(versions);
        }

        public boolean allows(long version) {
            return any || versions.contains(version);
        }
    }
}
