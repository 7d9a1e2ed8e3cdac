package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code projection_quarantine}: whose records the tables do not take, and why. */
public final class ProjectionQuarantine {

    /** More of them at once are no fault of single events: the tables stop instead. */
    public static final int MOST = 100;

    private static final String SELECT =
            """
            select persistence_id, sequence_number, reason, newer, micros_of_timestamp(since) as since_micros, skipped
            from projection_quarantine
            """;

    private static final String ADD =
            """
            insert into projection_quarantine (persistence_id, sequence_number, reason, newer, since)
            select persistence_id, sequence_number, ?, ?, now() from event_journal where ordering = ?
            """;

    private static final String SKIP =
            """
            update projection_quarantine q set skipped = q.skipped + new.skipped
            from unnest(?, ?) as new (persistence_id, skipped) where q.persistence_id = new.persistence_id
            """;

    private static final String RETRY_NEWER = "update projection_quarantine set retry = true where newer";

    private static final String REFUSED_AGAIN =
            "update projection_quarantine set retry = false, reason = ?, newer = ? where persistence_id = ?";

    private static final String REMOVE = "delete from projection_quarantine where persistence_id = ?";

    private ProjectionQuarantine() {}

    /**
     * One that is set aside.
     *
     * @param persistenceId {@code Event|} and the event's id; also {@code User|…} and {@code Email|…}
     * @param sequenceNumber of its record that could not be applied
     * @param newer whether that record is of a kind that was unknown
     * @param since microseconds
     * @param skipped later records that were passed over
     */
    public record Row(
            String persistenceId, long sequenceNumber, String reason, boolean newer, long since, long skipped) {}

    /** All of them, the longest first. */
    public static List<Row> all(Connection connection) throws SQLException {
        return new Conditions()
                .list(connection, SELECT, "order by since, persistence_id limit " + MOST, ProjectionQuarantine::row);
    }

    /** Their persistence ids. */
    public static Set<String> ids(Connection connection) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (PreparedStatement select =
                        connection.prepareStatement("select persistence_id from projection_quarantine");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** Sets aside whoever wrote the record at {@code position}. */
    public static void add(Connection connection, Position position, String reason, boolean newer) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setString(1, reason);
            add.setBoolean(2, newer);
            add.setLong(3, position.ordering());
            add.executeUpdate();
        }
    }

    /** @param skipped by persistence id: records passed over */
    public static void skip(Connection connection, Map<String, Integer> skipped) throws SQLException {
        if (skipped.isEmpty()) {
            return;
        }
        try (PreparedStatement skip = connection.prepareStatement(SKIP)) {
            new Columns<>(skip, skipped.entrySet()).texts(Map.Entry::getKey).longs(Map.Entry::getValue);
            skip.executeUpdate();
        }
    }

    /** Asks for another try of those whose record was of an unknown kind: another version may know it. */
    public static void retryNewer(Connection connection) throws SQLException {
        try (PreparedStatement retry = connection.prepareStatement(RETRY_NEWER)) {
            retry.executeUpdate();
        }
    }

    /** One that is to be tried again. */
    public static Optional<Row> toRetry(Connection connection) throws SQLException {
        return new Conditions()
                        .add("retry")
                        .list(connection, SELECT, "order by since, persistence_id limit 1", ProjectionQuarantine::row)
                        .stream()
                        .findFirst();
    }

    /** The try failed; the next one waits until somebody asks for it. */
    public static void refusedAgain(Connection connection, String persistenceId, String reason, boolean newer)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REFUSED_AGAIN)) {
            update.setString(1, reason);
            update.setBoolean(2, newer);
            update.setString(3, persistenceId);
            update.executeUpdate();
        }
    }

    /** Its rows are as they should be. */
    public static void remove(Connection connection, String persistenceId) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setString(1, persistenceId);
            remove.executeUpdate();
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("persistence_id"),
                row.getLong("sequence_number"),
                row.getString("reason"),
                row.getBoolean("newer"),
                row.getLong("since_micros"),
                row.getLong("skipped"));
    }
}
