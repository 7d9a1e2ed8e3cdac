package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.event.Fact;
import io.evently.projection.JournalBatch;
import io.evently.sql.FlatJson;
import io.evently.tables.message.FanoutsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/** What a batch of the journal tells, to single people and to all of an event. */
final class BatchMessages {

    private static final int ALL_TARGETS = (1 << Shards.COUNT) - 1;

    private final Outbox outbox = new Outbox();
    private final ToldEvents events = new ToldEvents();
    private final Telling telling = new Telling(events, outbox);
    private final FactMessages facts;

    private BatchMessages(FactRows rows) {
        facts = new FactMessages(rows, events, telling);
    }

    /** Of records that the tables have. */
    static BatchMessages of(Connection connection, JournalBatch batch) throws SQLException {
        FactRows rows = new FactRows();
        BatchMessages messages = new BatchMessages(rows);
        each(batch, (fact, stamp) -> messages.facts.need(fact));
        rows.load(connection);
        messages.events.load(connection, batch.eventIds());
        each(batch, messages.facts::take);
        for (JournalBatch.UserFactAt of : batch.userFacts()) {
            // Without an account nobody is there to be told.
            if (of.fact().account() != null) {
                messages.facts.take(
                        of.fact(),
                        new Stamp(
                                null,
                                of.fact().number(),
                                of.fact().account().updatedAt(),
                                of.place().position()));
            }
        }
        return messages;
    }

    private static void each(JournalBatch batch, BiConsumer<Fact, Stamp> take) {
        for (JournalBatch.CommitOf of : batch.commits()) {
            long factNo = of.commit().firstFact();
            for (Fact fact : of.commit().facts()) {
                take.accept(
                        fact,
                        new Stamp(
                                of.eventId(),
                                factNo++,
                                of.commit().at(),
                                of.place().position()));
            }
        }
    }

    Outbox outbox() {
        return outbox;
    }

    ToldEvents events() {
        return events;
    }

    int ownerless() {
        return telling.ownerless();
    }

    /** @param generation of the journal */
    List<FanoutsTable.Row> fanouts(long generation) {
        return telling.changes().stream()
                .map(change -> FanoutsTable.Row.start(
                        change.stamp().eventId(),
                        change.stamp().factNo(),
                        change.cause().label(),
                        ALL_TARGETS,
                        change.stamp().at(),
                        FlatJson.of(change.variables()),
                        generation,
                        change.stamp().position()))
                .toList();
    }

    /** Whether something is to be written because of it. */
    boolean isEmpty() {
        return outbox.isEmpty() && events.areUnchanged() && telling.changes().isEmpty();
    }
}
