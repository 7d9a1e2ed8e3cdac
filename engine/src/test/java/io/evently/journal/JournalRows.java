package io.evently.journal;

import io.evently.tables.journal.Journal.NewRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import scala.concurrent.Await;

/** Rows of a journal, and short ways to ask it. */
final class JournalRows {

    /** For a machine that is busy with other things. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private JournalRows() {}

    static NewRow row(String entity, long number, String writer) {
        return new NewRow(entity, number, writer, 0, "", new byte[] {1, 2, 3}, 781_001, "commit:1");
    }

    /** Hands it to the writer. */
    static PendingWrite write(JournalWriter writer, String entity, long number, String by) {
        PendingWrite write = new PendingWrite(row(entity, number, by));
        writer.add(write);
        return write;
    }

    /** Null: written. */
    static Throwable failure(PendingWrite write) {
        try {
            var answers =
                    Await.result(write.answer(), scala.concurrent.duration.Duration.fromNanos(PATIENCE.toNanos()));
            return answers.isEmpty() ? null : answers.head().failed().get();
        } catch (TimeoutException never) {
            throw new AssertionError("never answered", never);
        } catch (Exception failed) {
            return failed;
        }
    }

    /** The writers of an entity's records, in order. */
    static List<String> writers(String url, String entity) throws SQLException {
        return ask(
                url,
                "select writer from event_journal where persistence_id = '%s' order by sequence_number"
                        .formatted(entity));
    }

    static List<String> ask(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
