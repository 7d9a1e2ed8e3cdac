package io.evently.webhook;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.event.Fact.BookingCancelled;
import io.evently.event.Fact.BookingMade;
import io.evently.event.Fact.EventCancelled;
import io.evently.event.Fact.EventChanged;
import io.evently.event.Fact.EventCompleted;
import io.evently.event.Fact.EventCreated;
import io.evently.event.Fact.HoldConfirmed;
import io.evently.event.Fact.HoldExpired;
import io.evently.event.Fact.PriceChanged;
import io.evently.event.Fact.PromotionClaimed;
import io.evently.event.Fact.PromotionDeclined;
import io.evently.event.Fact.PromotionExpired;
import io.evently.event.Fact.PromotionMade;
import io.evently.event.Fact.WaitlistJoined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** From facts to messages. What ends with an event is told by the event's one message. */
final class WebhookMessages {

    private static final String BOOKING = "bookingId";
    private static final String ENTRY = "entryId";
    private static final String PROMOTION = "promotionId";

    private final UUID eventId;
    private final long at;
    private final List<WebhookMessage> messages = new ArrayList<>();

    private WebhookMessages(UUID eventId, long at) {
        this.eventId = eventId;
        this.at = at;
    }

    /** In the order of the facts. */
    static List<WebhookMessage> of(UUID eventId, Commit commit) {
        WebhookMessages all = new WebhookMessages(eventId, commit.at());
        long factNo = commit.firstFact();
        for (Fact fact : commit.facts()) {
            all.take(fact, factNo++);
        }
        return all.messages;
    }

    private void take(Fact fact, long factNo) {
        if (fact instanceof Fact.BookingFact booking) {
            ofBooking(booking, factNo);
        } else if (fact instanceof Fact.WaitlistFact waitlist) {
            ofWaitlist(waitlist, factNo);
        } else if (fact instanceof EventCreated) {
            add(factNo, WebhookType.EVENT_CREATED, Map.of());
        } else if (fact instanceof EventChanged) {
            add(factNo, WebhookType.EVENT_CHANGED, Map.of());
        } else if (fact instanceof EventCancelled) {
            add(factNo, WebhookType.EVENT_CANCELLED, Map.of());
        } else if (fact instanceof EventCompleted) {
            add(factNo, WebhookType.EVENT_COMPLETED, Map.of());
        } else if (fact instanceof PriceChanged) {
            add(factNo, WebhookType.PRICE_CHANGED, Map.of());
        }
    }

    private void ofBooking(Fact.BookingFact fact, long factNo) {
        if (fact instanceof BookingMade made) {
            add(factNo, made.holdUntil() == 0 ? WebhookType.BOOKING_CONFIRMED : WebhookType.BOOKING_HELD, fact);
        } else if (fact instanceof HoldConfirmed) {
            add(factNo, WebhookType.BOOKING_CONFIRMED, fact);
        } else if (fact instanceof BookingCancelled) {
            add(factNo, WebhookType.BOOKING_CANCELLED, fact);
        } else if (fact instanceof HoldExpired) {
            add(factNo, WebhookType.BOOKING_EXPIRED, fact);
        }
    }

    private void ofWaitlist(Fact.WaitlistFact fact, long factNo) {
        if (fact instanceof WaitlistJoined joined) {
            add(factNo, WebhookType.WAITLIST_JOINED, Map.of(ENTRY, joined.entryId()));
        } else if (fact instanceof PromotionMade made) {
            add(
                    factNo,
                    WebhookType.WAITLIST_PROMOTED,
                    // In one order, or the same message could have two bodies.
                    new TreeMap<>(Map.of(ENTRY, made.entryId(), PROMOTION, made.promotionId())));
        } else if (fact instanceof PromotionClaimed claimed) {
            add(
                    factNo,
                    WebhookType.PROMOTION_USED,
                    new TreeMap<>(Map.of(BOOKING, claimed.bookingId(), PROMOTION, claimed.promotionId())));
            messages.add(new WebhookMessage(
                    eventId,
                    factNo,
                    1,
                    WebhookType.BOOKING_CONFIRMED,
                    Map.of(BOOKING, claimed.bookingId()),
                    claimed.bookingId(),
                    at));
        } else if (fact instanceof PromotionDeclined declined) {
            add(factNo, WebhookType.PROMOTION_EXPIRED, Map.of(PROMOTION, declined.promotionId()));
        } else if (fact instanceof PromotionExpired expired) {
            add(factNo, WebhookType.PROMOTION_EXPIRED, Map.of(PROMOTION, expired.promotionId()));
        }
    }

    private void add(long factNo, WebhookType type, Fact.BookingFact fact) {
        messages.add(
                new WebhookMessage(eventId, factNo, 0, type, Map.of(BOOKING, fact.bookingId()), fact.bookingId(), at));
    }

    private void add(long factNo, WebhookType type, Map<String, UUID> data) {
        messages.add(new WebhookMessage(eventId, factNo, 0, type, data, null, at));
    }
}
