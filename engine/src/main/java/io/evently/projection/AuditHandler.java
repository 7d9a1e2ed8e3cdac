package io.evently.projection;

import io.evently.event.Details;
import io.evently.event.Fact;
import io.evently.event.Origin;
import io.evently.tables.AuditChanges;
import io.evently.tables.AuditRow;
import io.evently.tables.AuditedFacts;
import io.evently.tables.BookingRow;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistRow;
import io.evently.user.Account;
import io.evently.user.UserFact;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Rows of {@code audit}: one for each fact, once, also if the tables are made anew. What was before a fact, other handlers
 * know, so this one comes before them. Reasons, names and addresses are not in it.
 */
final class AuditHandler extends TableHandler {

    private static final String EVENT = "event";
    private static final String BOOKING = "booking";
    private static final String ENTRY = "entry";
    private static final String PROMOTION = "promotion";
    private static final String USER = "user";

    private final EventHandler events;
    private final BookingHandler bookings;
    private final WaitlistHandler waitlist;
    private final boolean ahead;
    private final List<AuditRow> rows = new ArrayList<>();
    /** As facts of this batch leave them: a commit states only the last. */
    private final Map<UUID, Integer> capacities = new HashMap<>();

    private AuditedFacts audited;
    private JournalBatch.Place current;
    private boolean currentIsNew;

    /** @param ahead whether the tables have these facts already: then nobody knows what was before each */
    AuditHandler(EventHandler events, BookingHandler bookings, WaitlistHandler waitlist, boolean ahead) {
        this.ahead = ahead;
        this.events = events;
        this.bookings = bookings;
        this.waitlist = waitlist;
        ofEvents();
        ofBookings();
        ofWaitlists();
        ofUsers();
    }

    private void ofEvents() {
        on(Fact.EventCreated.class, this::created);
        on(Fact.EventChanged.class, this::changed);
        on(
                Fact.PriceChanged.class,
                (fact, stamp) -> tell(
                        stamp,
                        fact.by(),
                        "price.changed",
                        EVENT,
                        stamp.eventId(),
                        "price",
                        money(fact.newPrice()),
                        "priceBefore",
                        money(fact.oldPrice())));
        on(
                Fact.EventCancelled.class,
                (fact, stamp) ->
                        tell(stamp, fact.by(), "event.cancelled", EVENT, stamp.eventId(), "status", "cancelled"));
        on(
                Fact.EventCompleted.class,
                (fact, stamp) ->
                        tell(stamp, fact.by(), "event.completed", EVENT, stamp.eventId(), "status", "completed"));
        on(Fact.EventDeleted.class, (fact, stamp) -> tell(stamp, fact.by(), "event.deleted", EVENT, stamp.eventId()));
    }

    private void ofBookings() {
        on(Fact.BookingMade.class, (fact, stamp) -> {
            boolean hold = fact.holdUntil() != 0;
            tellOfBooking(
                    stamp,
                    fact.userId(),
                    hold ? "booking.held" : "booking.confirmed",
                    fact.bookingId(),
                    hold ? "pending" : "confirmed",
                    fact.quantity(),
                    fact.unitPrice());
        });
        on(
                Fact.HoldConfirmed.class,
                (fact, stamp) -> moved(stamp, fact, ownerOf(fact), "booking.confirmed", "confirmed"));
        on(
                Fact.BookingCancelled.class,
                (fact, stamp) -> moved(stamp, fact, fact.by(), "booking.cancelled", "cancelled"));
        on(Fact.HoldExpired.class, (fact, stamp) -> moved(stamp, fact, null, "booking.expired", "expired"));
    }

    private void moved(Stamp stamp, Fact.BookingFact fact, UUID by, String action, String status) {
        BookingRow booking = bookings.booking(fact.bookingId());
        String before = ahead || booking == null ? null : booking.status();
        tell(stamp, by, action, BOOKING, fact.bookingId(), "status", status, "statusBefore", before);
    }

    private UUID ownerOf(Fact.BookingFact fact) {
        BookingRow booking = bookings.booking(fact.bookingId());
        return booking == null ? null : booking.userId();
    }

    private static UUID ownerOf(WaitlistRow entry) {
        return entry == null ? null : entry.userId();
    }

    private void ofWaitlists() {
        on(
                Fact.WaitlistJoined.class,
                (fact, stamp) -> tell(
                        stamp,
                        fact.userId(),
                        "waitlist.joined",
                        ENTRY,
                        fact.entryId(),
                        "quantity",
                        Integer.toString(fact.quantity())));
        on(Fact.WaitlistLeft.class, (fact, stamp) -> {
            // Without a reason it was its user's wish.
            UUID by = fact.by() == null && fact.reason() == null ? ownerOf(waitlist.entry(fact.entryId())) : fact.by();
            tell(stamp, by, "waitlist.left", ENTRY, fact.entryId());
        });
        on(
                Fact.PriorityChanged.class,
                (fact, stamp) -> tell(
                        stamp,
                        fact.by(),
                        "waitlist.prioritized",
                        ENTRY,
                        fact.entryId(),
                        "priorityScore",
                        Integer.toString(fact.priority()),
                        "priorityScoreBefore",
                        priorityOf(waitlist.entry(fact.entryId()))));
        on(Fact.EntryExpired.class, (fact, stamp) -> tell(stamp, null, "waitlist.expired", ENTRY, fact.entryId()));
        on(Fact.EntryMadeImpossible.class, (fact, stamp) -> tell(stamp, null, "waitlist.ended", ENTRY, fact.entryId()));
        on(
                Fact.PromotionMade.class,
                (fact, stamp) -> tell(
                        stamp,
                        null,
                        "waitlist.promoted",
                        PROMOTION,
                        fact.promotionId(),
                        "entryId",
                        fact.entryId().toString(),
                        "unitPrice",
                        money(fact.unitPrice())));
        on(Fact.PromotionClaimed.class, this::claimed);
        on(
                Fact.PromotionDeclined.class,
                (fact, stamp) -> tell(
                        stamp,
                        ownerOf(waitlist.promotion(fact.promotionId())),
                        "promotion.declined",
                        PROMOTION,
                        fact.promotionId()));
        on(
                Fact.PromotionExpired.class,
                (fact, stamp) -> tell(stamp, null, "promotion.expired", PROMOTION, fact.promotionId()));
    }

    private void ofUsers() {
        onUserAt(
                UserFact.UserRegistered.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.registered",
                        USER,
                        fact.account().id(),
                        "role",
                        fact.account().role().label()));
        onUserAt(
                UserFact.UserRenamed.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.renamed",
                        USER,
                        fact.account().id()));
        onUserAt(
                UserFact.PasswordChanged.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.password_changed",
                        USER,
                        fact.account().id()));
        onUserAt(
                UserFact.SessionsEnded.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.sessions_ended",
                        USER,
                        fact.account().id()));
        onUserAt(
                UserFact.AddressProved.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.address_proved",
                        USER,
                        fact.account().id()));
        onUserAt(
                UserFact.AddressChanged.class,
                (fact, stamp) -> tell(
                        stamp,
                        themselves(fact),
                        "user.address_changed",
                        USER,
                        fact.account().id()));
        onUserAt(UserFact.AccessChanged.class, this::accessChanged);
        onUserAt(
                UserFact.UserForgotten.class,
                (fact, stamp) -> tell(
                        stamp,
                        fact.forgotten().by(),
                        "user.forgotten",
                        USER,
                        fact.forgotten().id()));
        // Of abandoned registrations there never was a user; the same address under another key is no change of a
        // user's.
        ignores(UserFact.RegistrationAbandoned.class, UserFact.EmailIndexChanged.class);
    }

    private void created(Fact.EventCreated fact, Stamp stamp) {
        capacities.put(stamp.eventId(), fact.capacity());
        tell(
                stamp,
                fact.by(),
                "event.created",
                EVENT,
                stamp.eventId(),
                "totalCapacity",
                Integer.toString(fact.capacity()),
                "basePrice",
                money(fact.basePrice()));
    }

    private void changed(Fact.EventChanged fact, Stamp stamp) {
        if (ahead) {
            tell(stamp, fact.by(), "event.changed", EVENT, stamp.eventId());
            return;
        }
        Details was = events.details(stamp);
        Integer before = capacities.put(stamp.eventId(), fact.capacity());
        int capacity = before == null ? events.capacity(stamp) : before;
        tell(
                stamp,
                fact.by(),
                "event.changed",
                EVENT,
                stamp.eventId(),
                ChangedFields.of(was, capacity, fact.details(), fact.capacity()));
    }

    /** A promotion became a booking. */
    private void claimed(Fact.PromotionClaimed fact, Stamp stamp) {
        PromotionRow promotion = waitlist.promotion(fact.promotionId());
        UUID owner = ownerOf(promotion);
        String booking = fact.bookingId().toString();
        tell(stamp, owner, "promotion.used", PROMOTION, fact.promotionId(), "bookingId", booking);
        if (promotion != null) {
            tellOfBooking(
                    stamp,
                    owner,
                    "booking.confirmed",
                    fact.bookingId(),
                    "confirmed",
                    promotion.quantity(),
                    promotion.unitPrice());
        }
    }

    private static UUID ownerOf(PromotionRow promotion) {
        return promotion == null ? null : promotion.userId();
    }

    private String priorityOf(WaitlistRow entry) {
        return ahead || entry == null ? null : Integer.toString(entry.priority());
    }

    private void accessChanged(UserFact.AccessChanged fact, Stamp stamp) {
        Account account = fact.account();
        tell(
                stamp,
                fact.by(),
                "user.access_changed",
                USER,
                account.id(),
                "role",
                account.role().label(),
                "isActive",
                Boolean.toString(account.active()));
    }

    private static UUID themselves(UserFact fact) {
        return fact.origin().role() == Origin.Role.SYSTEM
                ? null
                : fact.account().id();
    }

    private void tellOfBooking(
            Stamp stamp, UUID userId, String action, UUID id, String status, int quantity, long unitPrice) {
        tell(
                stamp,
                userId,
                action,
                BOOKING,
                id,
                "status",
                status,
                "quantity",
                Integer.toString(quantity),
                "unitPrice",
                money(unitPrice));
    }

    /** @param changes names and values in turn */
    private void tell(Stamp stamp, UUID actor, String action, String entity, UUID id, String... changes) {
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            byName.put(changes[i], changes[i + 1]);
        }
        tell(stamp, actor, action, entity, id, byName);
    }

    /** @param actor null: nobody's wish, whatever request came with it */
    private void tell(Stamp stamp, UUID actor, String action, String entity, UUID id, Map<String, String> changes) {
        if (isNew(stamp)) {
            Origin.Role role =
                    actor == null ? Origin.Role.SYSTEM : stamp.origin().role();
            rows.add(AuditRow.of(
                    stamp.at(),
                    actor,
                    role == null ? null : role.label(),
                    stamp.origin().requestId(),
                    action,
                    entity,
                    id,
                    stamp.eventId(),
                    AuditChanges.of(changes)));
        }
    }

    private boolean isNew(Stamp stamp) {
        JournalBatch.Place place = stamp.place();
        if (!place.equals(current)) {
            current = place;
            currentIsNew = audited.take(place.persistenceId(), place.sequenceNumber(), place.position());
        }
        return currentIsNew;
    }

    private static String money(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    @Override
    void load(Connection connection) throws SQLException {
        audited = AuditedFacts.read(connection);
    }

    @Override
    void write(Connection connection) throws SQLException {
        audited.write(connection, rows);
    }
}
