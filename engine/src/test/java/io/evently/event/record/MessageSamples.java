package io.evently.event.record;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventStatus;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.Origin;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventMessage;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventView;
import io.evently.event.state.EventSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One of every message that events and nodes send each other. {@code messages/0.1.0/<name>.hex} holds what 0.1.0 sent for
 * it: never change a message here, add another one.
 */
final class MessageSamples {

    private static final UUID ID = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID USER = UUID.fromString("018f4e5a-0000-7000-8000-000000000002");
    private static final IfMatch THIRD = new IfMatch(false, Set.of(3L));
    private static final PricingRule RULE = new PricingRule(List.of(new PricingRule.Step(50, 120)));
    private static final Details DETAILS =
            new Details("Concert", null, "Hall", 1_900_000_000_000_000L, 10, 0, 10, WaitlistPolicy.FIRST_FIT, 15);
    private static final Booking BOOKING = new Booking(
            ID, USER, 2, 4990, BookingStatus.PENDING, 1L, 2L, 3L, new KeyHash(-1, 1), Booking.NO_EXPECTED_PRICE);
    private static final EventSummary HEAD = new EventSummary(
            ID, DETAILS, 100, 4990, 4990, RULE, 0, EventStatus.ACTIVE, 1, false, true, USER, 1, 2, 0, 3, 4);

    private static final EventReply.EntryState ENTRY = new EventReply.EntryState(
            new WaitlistEntry(ID, USER, 2, -5, 1L, 2L, 3L, new NotifyPrefs(false, true), null), 4, null, false);
    private static final EventReply.EntryState PROMOTED = new EventReply.EntryState(
            new WaitlistEntry(ID, USER, 2, 0, 1L, 2L, 0L, NotifyPrefs.ALL, USER),
            0,
            new Promotion(USER, ID, USER, 2, 4990, 5L, 6L, PromotionStatus.PENDING, 5L, false, null),
            true);

    private static final EventCommand CLEARED =
            new EventCommand.ChangeEvent(null, null, null, null, null, null, 0, null, null, null, THIRD, USER, true);

    private static final EventCommand MOVED = new EventCommand.ChangeEvent(
            null, null, null, null, null, null, null, null, null, null, THIRD, USER, false, "Asia/Tokyo");

    private static final EventCommand IN_A_ZONE = new EventCommand.CreateEvent(
            ID,
            new Details(
                    "Concert",
                    null,
                    "Hall",
                    1_900_000_000_000_000L,
                    10,
                    0,
                    10,
                    WaitlistPolicy.FIRST_FIT,
                    15,
                    "Europe/Berlin"),
            100,
            4990,
            RULE,
            USER);

    static final List<EventCommand> COMMANDS = List.of(
            new EventCommand.CreateEvent(ID, DETAILS, 100, 4990, RULE, USER),
            new EventCommand.ChangeEvent(null, "new", null, 5L, 7, null, null, 3, null, null, THIRD, USER, false),
            new EventCommand.SetPrice(100, "why", THIRD, USER),
            new EventCommand.CancelEvent("why", IfMatch.ANY, USER),
            new EventCommand.CompleteEvent(IfMatch.ANY, USER),
            new EventCommand.DeleteEvent(IfMatch.ANY, USER),
            new EventCommand.Book(ID, USER, 2, true, 4990, new KeyHash(Long.MIN_VALUE, Long.MAX_VALUE)),
            new EventCommand.ConfirmHold(ID, USER),
            new EventCommand.CancelBooking(ID, USER, true),
            new EventCommand.JoinWaitlist(ID, USER, 2, 9L, new NotifyPrefs(true, false), null),
            new EventCommand.LeaveWaitlist(USER, null),
            new EventCommand.SetPriority(ID, -1_000_000, "why", USER),
            new EventCommand.ClaimPromotion(ID, USER, USER),
            new EventCommand.DeclinePromotion(ID, USER),
            new EventCommand.RemoveUser(USER, "why", ID));

    private MessageSamples() {}

    /** By name; answered to {@code asker}. */
    static Map<String, Object> all(ActorRef<EventReply> asker) {
        Map<String, Object> all = new LinkedHashMap<>();
        COMMANDS.forEach(command -> all.put(
                "ask-" + command.getClass().getSimpleName(),
                new EventMessage.Ask(asker, command, EventMessage.NO_END)));
        all.put("get-event", new EventMessage.GetEvent(asker, EventMessage.NO_END));
        all.put("get-booking", new EventMessage.GetBooking(asker, ID, USER, false, EventMessage.NO_END));
        all.put("get-entry", new EventMessage.GetEntry(asker, USER, EventMessage.NO_END));
        all.put("get-queue", new EventMessage.GetQueue(asker, -1, 200, EventMessage.NO_END));
        all.put("ask-in-time", new EventMessage.Ask(asker, new EventCommand.LeaveWaitlist(USER, ID), 9L));
        all.put(
                "ask-join-with-a-key",
                new EventMessage.Ask(
                        asker, new EventCommand.JoinWaitlist(ID, USER, 1, 0, NotifyPrefs.ALL, new KeyHash(5, -6)), 9L));
        all.put("ask-clear-description", new EventMessage.Ask(asker, CLEARED, 9L));
        all.put("ask-change-time-zone", new EventMessage.Ask(asker, MOVED, 9L));
        all.put("ask-create-in-a-zone", new EventMessage.Ask(asker, IN_A_ZONE, 9L));
        all.put(
                "ask-with-an-origin",
                new EventMessage.Ask(
                        asker,
                        new EventCommand.LeaveWaitlist(USER, ID),
                        9L,
                        new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER)));
        all.put("get-event-in-time", new EventMessage.GetEvent(asker, 9L));
        all.put("get-event-and-watch", new EventMessage.GetEvent(asker, 9L, 12_000));
        all.put("get-booking-in-time", new EventMessage.GetBooking(asker, ID, USER, false, 9L));
        all.put("get-entry-in-time", new EventMessage.GetEntry(asker, USER, 9L));
        all.put("get-queue-in-time", new EventMessage.GetQueue(asker, -1, 200, 9L));
        all.put("flush", EventMessage.Flush.INSTANCE);
        all.put(
                "event-state",
                new EventReply.EventState(new EventView(HEAD, new SeatCounts(100, 1, 2, 0, 4990), 7, Long.MAX_VALUE)));
        all.put("booking-state", new EventReply.BookingState(BOOKING, true));
        all.put("entry-state", ENTRY);
        all.put("entry-state-promoted", PROMOTED);
        all.put("queue-page", new EventReply.QueuePage(List.of(ENTRY, ENTRY), true));
        all.put("refused", new EventReply.Refused(Rejection.PRICE_CHANGED, 5000));
        all.put(
                "refused-by-a-limit",
                new EventReply.Refused(Rejection.BOOKING_LIMIT_REACHED, 5000, BookingLimit.OPEN_HOLDS));
        all.put("busy", EventReply.Busy.INSTANCE);
        all.put("busy-unreadable", EventReply.Busy.UNREADABLE);
        all.put("unknown", EventReply.Unknown.INSTANCE);
        return all;
    }
}
