package io.evently.message.follow;

import io.evently.event.Labelled;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.sql.FlatJson;
import io.evently.tables.message.NotificationsTable;
import io.evently.tables.message.RemindersTable;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** Turns reminders of one database that are due into messages, each in the transaction that deletes it. */
final class Reminders implements ShardWork {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final int AT_ONCE = 500;

    private final int shard;
    private final DataSource database;
    private final MessageWriter writer;
    private final LongSupplier now;

    /** @param now microseconds */
    Reminders(int shard, DataSource database, MessageWriter writer, LongSupplier now) {
        this.shard = shard;
        this.database = database;
        this.writer = writer;
        this.now = now;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        long at = now.getAsLong();
        try (Connection connection = database.getConnection()) {
            if (!RemindersTable.anyDue(connection, at)) {
                return ShardWork.rest(EVERY);
            }
            connection.setAutoCommit(false);
            // In the order in which followers lock: the head, then reminders.
            long unused = NotificationsTable.takeNumbers(connection, 0);
            List<RemindersTable.Row> due = RemindersTable.due(connection, at, AT_ONCE);
            RemindersTable.remove(
                    connection, due.stream().map(RemindersTable.Row::id).toList());
            writer.tell(
                    connection,
                    due.stream()
                            .filter(reminder -> at < reminder.endsAt())
                            .map(Reminders::message)
                            .toList());
            connection.commit();
            return ShardWork.rest(due.size() == AT_ONCE ? Duration.ZERO : EVERY);
        }
    }

    private static Message message(RemindersTable.Row reminder) {
        return new Message(
                reminder.id(),
                reminder.userId(),
                reminder.eventId(),
                Labelled.of(Cause.class, reminder.cause()),
                FlatJson.map(reminder.variables()),
                new NotifyPrefs(reminder.byEmail(), reminder.inApp()),
                reminder.dueAt(),
                0,
                null);
    }

    @Override
    public String trouble() {
        return "Nobody of database " + shard + " is reminded of what runs out";
    }
}
