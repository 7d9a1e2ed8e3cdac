package io.evently.projection;

import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Rows of {@code events}, which also say up to which fact the tables have followed each event. */
final class EventHandler extends TableHandler {

    private final Set<UUID> eventIds;
    private final UserHandler users;
    private final KnownRows known;
    private final Map<UUID, EventDraft> events = new LinkedHashMap<>();
    private final Set<UUID> deleted = new HashSet<>();

    /**
     * @param eventIds the events that the batch is about
     * @param known rows that need not be asked for
     */
    EventHandler(Set<UUID> eventIds, UserHandler users, KnownRows known) {
        this.known = known;
        this.eventIds = eventIds;
        this.users = users;
        on(Fact.EventCreated.class, this::created);
        on(Fact.EventChanged.class, (fact, stamp) -> event(stamp).changed(fact, stamp.at()));
        on(Fact.PriceChanged.class, (fact, stamp) -> event(stamp).repriced(fact, stamp.at()));
        on(Fact.EventCancelled.class, (fact, stamp) -> event(stamp)
                .ended(EventStatus.CANCELLED, fact.reason(), stamp.at()));
        on(Fact.EventCompleted.class, (fact, stamp) -> event(stamp).ended(EventStatus.COMPLETED, null, stamp.at()));
        // A deleted row goes last, by EndingHandler.
        on(Fact.EventDeleted.class, (fact, stamp) -> deleted.add(stamp.eventId()));
        // Seats are the commit's sums.
        ignores(Fact.BookingFact.class, Fact.WaitlistFact.class, UserFact.class);
    }

    @Override
    void load(Connection connection) throws SQLException {
        Set<UUID> unknown = new HashSet<>();
        for (UUID id : eventIds) {
            EventRow row = known.event(id);
            if (row == null) {
                unknown.add(id);
            } else {
                events.put(id, new EventDraft(row));
            }
        }
        EventsTable.byIds(connection, unknown).forEach((id, row) -> events.put(id, new EventDraft(row)));
    }

    /**
     * Whether the tables lack the facts of this commit.
     *
     * @throws IllegalStateException if they lack facts before it, too
     */
    boolean lacks(UUID eventId, Commit commit) {
        EventDraft event = events.get(eventId);
        if (event == null) {
            if (!(commit.facts().get(0) instanceof Fact.EventCreated)) {
                throw new IllegalStateException(
                        "event %s is unknown to the tables before its fact %d".formatted(eventId, commit.firstFact()));
            }
            event = new EventDraft(eventId);
            events.put(eventId, event);
        }
        if (commit.lastFact() <= event.factNo()) {
            return false;
        }
        if (commit.firstFact() != event.factNo() + 1) {
            throw new IllegalStateException("event %s: after fact %d the journal goes on with fact %d"
                    .formatted(eventId, event.factNo(), commit.firstFact()));
        }
        return true;
    }

    /** The event's details when the fact with this stamp was decided. */
    Details details(Stamp stamp) {
        return event(stamp).details();
    }

    /** The event's capacity before the commit that the fact with this stamp is in. */
    int capacity(Stamp stamp) {
        return event(stamp).capacity();
    }

    private EventDraft event(Stamp stamp) {
        return events.get(stamp.eventId());
    }

    private void created(Fact.EventCreated fact, Stamp stamp) {
        users.mention(fact.by());
        event(stamp).created(fact, stamp.at());
    }

    @Override
    void committed(UUID eventId, Commit commit) {
        events.get(eventId).finish(commit.after(), commit.lastFact());
    }

    @Override
    void write(Connection connection) throws SQLException {
        Map<Boolean, List<EventRow>> rows = events.values().stream()
                .collect(partitioningBy(EventDraft::onlySeatsMoved, mapping(EventDraft::row, toList())));
        EventsTable.upsert(connection, rows.get(false));
        EventsTable.updateSeats(connection, rows.get(true));
        rows.values()
                .forEach(some ->
                        some.stream().filter(row -> !deleted.contains(row.id())).forEach(known::putEvent));
    }
}
