package io.evently.message.follow;

import io.evently.crypto.Ciphertext;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.sql.FlatJson;
import io.evently.tables.message.RemindersTable;
import io.evently.tables.message.ToldEventsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Puts what facts say into the outbox: to one person, to all of an event, or for later. */
final class Telling {

    /** A change of an event that is told to many. */
    record Change(Stamp stamp, Cause cause, Map<String, String> variables) {}

    private final ToldEvents events;
    private final Outbox outbox;
    private final List<Change> changes = new ArrayList<>();
    private int ownerless;

    Telling(ToldEvents events, Outbox outbox) {
        this.events = events;
        this.outbox = outbox;
    }

    List<Change> changes() {
        return changes;
    }

    /** Facts of which nobody could be told: what they are about is not in the tables. */
    int ownerless() {
        return ownerless;
    }

    /** Whoever would be told is not known. */
    void nobody() {
        ownerless++;
    }

    /** About their account. */
    void user(Stamp stamp, Cause cause, UUID userId) {
        user(stamp, cause, userId, null);
    }

    /** The same, at an address that they had, and may have left by the time the mail is sent. */
    void user(Stamp stamp, Cause cause, UUID userId, Ciphertext formerEmail) {
        UUID id = MessageId.of(userId, stamp.factNo(), cause, userId);
        outbox.tell(
                stamp.position(),
                new Message(id, userId, null, cause, Map.of(), NotifyPrefs.ALL, stamp.at(), 0, formerEmail));
    }

    /** @param more what is said besides the event */
    void person(Stamp stamp, Cause cause, UUID userId, NotifyPrefs allowed, Consumer<Values> more) {
        ToldEventsTable.Row event = events.event(stamp.eventId());
        if (event == null) {
            nobody();
            return;
        }
        Values values = Values.of(event);
        more.accept(values);
        UUID id = MessageId.of(stamp.eventId(), stamp.factNo(), cause, userId);
        outbox.tell(
                stamp.position(),
                new Message(
                        id, userId, stamp.eventId(), cause, values.map(), allowed, stamp.at(), stamp.factNo(), null));
    }

    /** To all who have a booking or wait. */
    void everybody(Stamp stamp, Cause cause, Consumer<Values> more) {
        ToldEventsTable.Row event = events.event(stamp.eventId());
        if (event == null) {
            nobody();
            return;
        }
        Values values = Values.of(event);
        more.accept(values);
        changes.add(new Change(stamp, cause, values.map()));
    }

    /**
     * Later, if nothing comes before it.
     *
     * @param subject what runs out: a hold, or an entry's promotion, of which it has one
     * @param ends when, microseconds
     */
    void later(
            Stamp stamp,
            Cause cause,
            UUID subject,
            UUID userId,
            NotifyPrefs allowed,
            long ends,
            Consumer<Values> more) {
        ToldEventsTable.Row event = events.event(stamp.eventId());
        if (event == null) {
            return;
        }
        ReminderTimes.due(stamp.at(), ends).ifPresent(due -> {
            Values values = Values.of(event).time(Variable.EXPIRES_AT, ends);
            more.accept(values);
            outbox.remind(
                    stamp.position(),
                    new RemindersTable.Row(
                            MessageId.of(subject, 0, cause, userId),
                            userId,
                            stamp.eventId(),
                            cause.label(),
                            due,
                            ends,
                            allowed.email(),
                            allowed.inApp(),
                            FlatJson.of(values.map())));
        });
    }

    /** Something came before it. */
    void never(Stamp stamp, Cause cause, UUID subject, UUID userId) {
        outbox.remindNot(stamp.position(), userId, MessageId.of(subject, 0, cause, userId));
    }

    /** Of an event that is over nobody is reminded. */
    void over(Stamp stamp) {
        outbox.over(stamp.position(), stamp.eventId());
    }
}
