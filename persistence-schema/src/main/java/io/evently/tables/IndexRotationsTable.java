package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The table {@code keys.index_rotations}: whether users of this database are to get another blind index, and how many have. */
public final class IndexRotationsTable {

    private static final String ASK =
            """
            insert into keys.index_rotations (version, asked_at) values (?, clock_timestamp())
            on conflict (version) do nothing
            """;

    private static final String FIND =
            """
            select version, done_to, changed, done_at is not null from keys.index_rotations
            order by version desc limit 1
            """;

    /** A registration that began before its node knew the new key is over by then. */
    private static final String UNDER_WAY =
            """
            select version, done_to, changed, false from keys.index_rotations
            where done_at is null and asked_at < clock_timestamp() - interval '30 s'
            order by version desc limit 1
            """;

    private static final String MOVE =
            """
            update keys.index_rotations set done_to = ?, changed = changed + ? where version = ?
            """;

    private static final String FINISH =
            """
            update keys.index_rotations set done_at = clock_timestamp() where version = ?
            """;

    private static final String REMOVE = """
            delete from keys.index_rotations
            """;

    private IndexRotationsTable() {}

    /**
     * How far it has come.
     *
     * @param version of the key that comes
     * @param doneTo all users up to here have it; null: nobody yet
     * @param changed how many users were changed
     */
    public record Row(int version, UUID doneTo, long changed, boolean done) {}

    /** Asked again, it goes on. */
    public static void ask(Connection connection, int version) throws SQLException {
        Statements.update(connection, ASK, version);
    }

    public static Optional<Row> find(Connection connection) throws SQLException {
        return Statements.first(connection, FIND, IndexRotationsTable::row);
    }

    /** The one there is work for. */
    public static Optional<Row> underWay(Connection connection) throws SQLException {
        return Statements.first(connection, UNDER_WAY, IndexRotationsTable::row);
    }

    public static void move(Connection connection, int version, UUID doneTo, long changed) throws SQLException {
        Statements.update(connection, MOVE, doneTo, changed, version);
    }

    public static void finish(Connection connection, int version) throws SQLException {
        Statements.update(connection, FINISH, version);
    }

    public static void remove(Connection connection) throws SQLException {
        Statements.update(connection, REMOVE);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getInt(1), row.getObject(2, UUID.class), row.getLong(3), row.getBoolean(4));
    }
}
