package io.evently.projection;

import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.tables.EventEndingsTable;
import io.evently.tables.EventEndingsTable.Ending;
import io.evently.tables.EventsTable;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows of {@code event_endings}; and the removal of deleted events, with what the handlers before it wrote of them. */
final class EndingHandler extends TableHandler {

    private final List<Ending> endings = new ArrayList<>();
    private final List<UUID> deleted = new ArrayList<>();

    EndingHandler() {
        on(Fact.EventCancelled.class, (fact, stamp) -> ended(EventStatus.CANCELLED, stamp));
        on(Fact.EventCompleted.class, (fact, stamp) -> ended(EventStatus.COMPLETED, stamp));
        on(Fact.EventDeleted.class, (fact, stamp) -> deleted.add(stamp.eventId()));
        ignores(Fact.EventCreated.class, Fact.EventChanged.class, Fact.PriceChanged.class);
        ignores(Fact.BookingFact.class, Fact.WaitlistFact.class, UserFact.class);
    }

    private void ended(EventStatus status, Stamp stamp) {
        endings.add(new Ending(stamp.eventId(), stamp.factNo(), status.label(), stamp.at()));
    }

    @Override
    void write(Connection connection) throws SQLException {
        EventEndingsTable.add(connection, endings);
        EventsTable.delete(connection, deleted);
    }
}
