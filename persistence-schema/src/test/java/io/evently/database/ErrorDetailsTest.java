package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the server says of a row it refuses names the rule, and never the row: such errors are logged. */
class ErrorDetailsTest {

    private static final String CANARY = "203.0.113.7 canary@example.org";

    private static List<String> urls;

    @BeforeAll
    static void aTableThatRefuses() throws SQLException {
        urls = TestServer.get().databases("details");
        TestServer.execute(urls.get(0), "create table person (id int primary key check (id > 0), address text unique)");
        TestServer.execute(urls.get(0), "insert into person values (1, '" + CANARY + "')");
    }

    @Test
    void pooledConnectionsNameTheRuleOnly() throws SQLException {
        try (Shards shards = Shards.open(urls, new Shards.PoolSizes(1, 1, 1));
                Connection connection = shards.writer(0).getConnection()) {
            refusals(connection).forEach(ErrorDetailsTest::assertNamesTheRuleOnly);
        }
    }

    @Test
    void connectionsOutsideThePoolsDoLikewise() throws SQLException {
        try (Connection connection = ConnectionLimits.connect(urls.get(0), "test", ConnectionLimits.SHORT)) {
            refusals(connection).forEach(ErrorDetailsTest::assertNamesTheRuleOnly);
        }
    }

    private static void assertNamesTheRuleOnly(SQLException refusal) {
        var trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        if (refusal.getNextException() != null) {
            refusal.getNextException().printStackTrace(new PrintWriter(trace));
        }
        assertThat(trace.toString()).contains("person_").doesNotContain("canary", "203.0.113.7");
    }

    /** A row against a check, one that is there already, and a batch of such rows. */
    private static Stream<SQLException> refusals(Connection connection) {
        return Stream.of(
                refusal(() -> insert(connection, 0, false)),
                refusal(() -> insert(connection, 2, false)),
                refusal(() -> insert(connection, 0, true)));
    }

    private static void insert(Connection connection, int id, boolean batch) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into person values (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, CANARY);
            if (batch) {
                insert.addBatch();
                insert.executeBatch();
            } else {
                insert.executeUpdate();
            }
        }
    }

    private static SQLException refusal(Refused statement) {
        return catchThrowableOfType(SQLException.class, statement::run);
    }

    private interface Refused {
        void run() throws SQLException;
    }
}
