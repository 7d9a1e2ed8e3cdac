package io.evently.message.follow;

import io.evently.event.BookingReference;
import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.tables.BookingRow;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistRow;
import io.evently.tables.message.ToldEventsTable;
import io.evently.user.Account;
import io.evently.user.UserFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which facts are told to whom, and why. Its constructor names each kind of fact, also those of which nobody is told; a test
 * refuses a kind of which it says nothing.
 */
final class FactMessages {

    private record Reaction<F>(Consumer<F> need, BiConsumer<F, Stamp> tell) {}

    final Map<Class<?>, Reaction<?>> told = new HashMap<>();
    final List<Class<?>> nobodys = new ArrayList<>();

    private final FactRows rows;
    private final ToldEvents events;
    private final Telling tell;

    FactMessages(FactRows rows, ToldEvents events, Telling tell) {
        this.rows = rows;
        this.events = events;
        this.tell = tell;
        ofEvents();
        ofBookings();
        ofWaitlists();
        ofUsers();
    }

    private void ofUsers() {
        on(
                UserFact.UserRegistered.class,
                fact -> {},
                (fact, stamp) -> tell.user(stamp, Cause.WELCOME, fact.account().id()));
        on(UserFact.PasswordChanged.class, fact -> {}, this::passwordChanged);
        on(UserFact.AddressChanged.class, fact -> {}, this::moved);
        nobodys.addAll(List.of(
                UserFact.UserRenamed.class,
                UserFact.AccessChanged.class,
                UserFact.AddressProved.class,
                UserFact.EmailIndexChanged.class,
                UserFact.SessionsEnded.class,
                UserFact.UserForgotten.class,
                UserFact.RegistrationAbandoned.class));
    }

    private void ofEvents() {
        on(Fact.EventCreated.class, fact -> {}, (fact, stamp) -> {
            var unused = events.take(stamp.eventId(), fact.details(), stamp.factNo());
        });
        on(Fact.EventChanged.class, fact -> {}, this::changed);
        on(
                Fact.PriceChanged.class,
                fact -> {},
                (fact, stamp) -> tell.everybody(
                        stamp, Cause.PRICE_CHANGED, values -> values.money(Variable.OLD_PRICE, fact.oldPrice())
                                .money(Variable.UNIT_PRICE, fact.newPrice())));
        on(Fact.EventCancelled.class, fact -> {}, (fact, stamp) -> {
            tell.everybody(stamp, Cause.EVENT_CANCELLED, values -> {});
            tell.over(stamp);
        });
        on(Fact.EventCompleted.class, fact -> {}, (fact, stamp) -> tell.over(stamp));
        on(Fact.EventDeleted.class, fact -> {}, (fact, stamp) -> {
            events.delete(stamp.eventId());
            tell.over(stamp);
        });
    }

    private void ofBookings() {
        on(Fact.BookingMade.class, fact -> {}, this::booked);
        on(Fact.HoldConfirmed.class, this::need, (fact, stamp) -> {
            tellOwner(fact, stamp, Cause.BOOKING_CONFIRMED);
            remindNot(fact, stamp);
        });
        on(Fact.BookingCancelled.class, this::need, (fact, stamp) -> {
            tellOwner(fact, stamp, Cause.BOOKING_CANCELLED);
            remindNot(fact, stamp);
        });
        on(Fact.HoldExpired.class, this::need, this::remindNot);
    }

    private void ofWaitlists() {
        on(
                Fact.WaitlistJoined.class,
                fact -> {},
                (fact, stamp) -> tell.person(
                        stamp, Cause.WAITLIST_JOINED, fact.userId(), fact.notifyPrefs(), values -> values.id(
                                        Variable.ENTRY_ID, fact.entryId())
                                .put(Variable.QUANTITY, Integer.toString(fact.quantity()))));
        on(
                Fact.WaitlistLeft.class,
                fact -> rows.needEntry(fact.entryId()),
                (fact, stamp) -> remindNot(stamp, rows.entry(fact.entryId())));
        on(Fact.PromotionMade.class, fact -> rows.needEntry(fact.entryId()), this::promoted);
        on(Fact.PromotionClaimed.class, fact -> rows.needPromotion(fact.promotionId()), this::claimed);
        on(
                Fact.PromotionDeclined.class,
                fact -> rows.needPromotion(fact.promotionId()),
                (fact, stamp) -> remindNot(stamp, entryOf(fact.promotionId())));
        on(Fact.PromotionExpired.class, fact -> rows.needPromotion(fact.promotionId()), this::expired);
        nobodys.addAll(List.of(Fact.PriorityChanged.class, Fact.EntryExpired.class, Fact.EntryMadeImpossible.class));
    }

    private <F> void on(Class<F> kind, Consumer<F> need, BiConsumer<F, Stamp> tell) {
        told.put(kind, new Reaction<>(need, tell));
    }

    /** Each reaction stands under the class of the facts it takes. */
    @SuppressWarnings("unchecked")
    private <F> Reaction<F> reactionTo(F fact) {
        return (Reaction<F>) told.get(fact.getClass());
    }

    /** Asks for the rows that {@link #take} will need. */
    <F> void need(F fact) {
        Reaction<F> reaction = reactionTo(fact);
        if (reaction != null) {
            reaction.need().accept(fact);
        }
    }

    <F> void take(F fact, Stamp stamp) {
        Reaction<F> reaction = reactionTo(fact);
        if (reaction != null) {
            reaction.tell().accept(fact, stamp);
        }
    }

    private void need(Fact.BookingFact fact) {
        rows.needBooking(fact.bookingId());
    }

    /** Where they were then: whoever took the account over may have changed the address next. */
    private void passwordChanged(UserFact.PasswordChanged fact, Stamp stamp) {
        Account account = fact.account();
        tell.user(stamp, Cause.PASSWORD_CHANGED, account.id(), account.email());
    }

    /** Also where they were: whoever took the account over would tell nobody. */
    private void moved(UserFact.AddressChanged fact, Stamp stamp) {
        UUID userId = fact.account().id();
        tell.user(stamp, Cause.ADDRESS_CHANGED, userId);
        if (fact.formerEmail() != null) {
            tell.user(stamp, Cause.ADDRESS_LEFT, userId, fact.formerEmail());
        }
    }

    /** Of another time zone nobody is told: the moment stays, and each message names the zone of its times. */
    private void changed(Fact.EventChanged fact, Stamp stamp) {
        ToldEventsTable.Row before = events.take(stamp.eventId(), fact.details(), stamp.factNo());
        if (before == null) {
            return;
        }
        boolean moved = !before.venue().equals(fact.details().venue());
        if (before.eventDate() != fact.details().eventDate()) {
            tell.everybody(stamp, Cause.DATE_CHANGED, values -> {
                values.time(Variable.OLD_DATE, before.eventDate());
                if (moved) {
                    values.put(Variable.OLD_VENUE, before.venue());
                }
            });
        } else if (moved) {
            tell.everybody(stamp, Cause.VENUE_CHANGED, values -> values.put(Variable.OLD_VENUE, before.venue()));
        }
    }

    private void booked(Fact.BookingMade fact, Stamp stamp) {
        UUID id = fact.bookingId();
        Consumer<Values> booking =
                values -> values.booking(id, BookingReference.of(id, stamp.at()), fact.quantity(), fact.unitPrice());
        if (fact.holdUntil() == 0) {
            tell.person(stamp, Cause.BOOKING_CONFIRMED, fact.userId(), NotifyPrefs.ALL, booking);
        } else {
            tell.later(stamp, Cause.HOLD_ENDING, id, fact.userId(), NotifyPrefs.ALL, fact.holdUntil(), booking);
        }
    }

    private void tellOwner(Fact.BookingFact fact, Stamp stamp, Cause cause) {
        BookingRow row = rows.booking(fact.bookingId());
        if (row == null) {
            tell.nobody();
            return;
        }
        tell.person(
                stamp,
                cause,
                row.userId(),
                NotifyPrefs.ALL,
                values -> values.booking(row.id(), row.reference(), row.quantity(), row.unitPrice()));
    }

    private void remindNot(Fact.BookingFact fact, Stamp stamp) {
        BookingRow row = rows.booking(fact.bookingId());
        if (row != null && row.holdExpiresAt() != 0) {
            tell.never(stamp, Cause.HOLD_ENDING, row.id(), row.userId());
        }
    }

    private void promoted(Fact.PromotionMade fact, Stamp stamp) {
        WaitlistRow entry = rows.entry(fact.entryId());
        if (entry == null) {
            tell.nobody();
            return;
        }
        Consumer<Values> promotion =
                values -> promotion(values, fact.promotionId(), entry, fact.unitPrice(), fact.expiresAt());
        tell.person(stamp, Cause.PROMOTED, entry.userId(), prefs(entry), promotion);
        tell.later(
                stamp, Cause.PROMOTION_ENDING, entry.id(), entry.userId(), prefs(entry), fact.expiresAt(), promotion);
    }

    private void claimed(Fact.PromotionClaimed fact, Stamp stamp) {
        PromotionRow promotion = rows.promotion(fact.promotionId());
        if (promotion == null) {
            tell.nobody();
            return;
        }
        UUID id = fact.bookingId();
        tell.person(
                stamp,
                Cause.BOOKING_CONFIRMED,
                promotion.userId(),
                NotifyPrefs.ALL,
                values -> values.booking(
                        id, BookingReference.of(id, stamp.at()), promotion.quantity(), promotion.unitPrice()));
        remindNot(stamp, entryOf(promotion.id()));
    }

    private void expired(Fact.PromotionExpired fact, Stamp stamp) {
        PromotionRow row = rows.promotion(fact.promotionId());
        if (row == null) {
            tell.nobody();
            return;
        }
        WaitlistRow entry = rows.entry(row.entryId());
        tell.person(
                stamp,
                Cause.PROMOTION_EXPIRED,
                row.userId(),
                prefs(entry),
                values -> promotion(values, row.id(), entry, row.unitPrice(), row.expiresAt()));
        remindNot(stamp, entry);
    }

    private WaitlistRow entryOf(UUID promotionId) {
        PromotionRow promotion = rows.promotion(promotionId);
        return promotion == null ? null : rows.entry(promotion.entryId());
    }

    private static void promotion(Values values, UUID id, WaitlistRow entry, long unitPrice, long expiresAt) {
        values.id(Variable.PROMOTION_ID, id)
                .id(Variable.ENTRY_ID, entry.id())
                .seats(entry.quantity(), unitPrice)
                .time(Variable.EXPIRES_AT, expiresAt);
    }

    private static NotifyPrefs prefs(WaitlistRow entry) {
        return new NotifyPrefs(entry.notifyByEmail(), entry.notifyInApp());
    }

    /** @param entry null: it is gone, and whoever reminds will see that it is over */
    private void remindNot(Stamp stamp, WaitlistRow entry) {
        if (entry != null) {
            tell.never(stamp, Cause.PROMOTION_ENDING, entry.id(), entry.userId());
        }
    }
}
