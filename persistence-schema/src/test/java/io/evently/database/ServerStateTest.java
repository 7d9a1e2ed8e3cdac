package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server says of itself, and how it is asked. */
class ServerStateTest {

    @Test
    void aServerTellsWhatItIsToAnyUser() throws SQLException {
        List<String> urls = TestServer.migrated("server_state");
        TestServer.execute(urls.get(0), "create role nobody_special login password 'nothing-special'");
        String plain = urls.get(0).replaceFirst("user=.*", "user=nobody_special&password=nothing-special");
        try (Connection connection = DriverManager.getConnection(plain)) {
            long before = System.currentTimeMillis() * 1_000;
            ServerState first = ServerState.read(connection);
            long after = (System.currentTimeMillis() + 1) * 1_000;

            assertThat(first.standby()).isFalse();
            assertThat(first.timeline()).isEqualTo(1);
            assertThat(first.clock()).isBetween(before, after);
            TestServer.execute(urls.get(0), "insert into cluster_members values ('a', now())");
            ServerState second = ServerState.read(connection);
            assertThat(second.flushed()).isGreaterThan(first.flushed());
            assertThat(second.goesOnFrom(first)).isTrue();
            assertThat(first.goesOnFrom(second)).isFalse();
        }
    }

    @Test
    void aConnectionIsMadeAnewAfterAFailureAndFailsInTime() throws SQLException {
        String url = TestServer.get().applicationUrls().get(0);
        try (OwnConnection connection = new OwnConnection(url, "test", Duration.ofSeconds(1))) {
            int first = backend(connection);
            assertThat(backend(connection)).isEqualTo(first);

            assertThatThrownBy(() -> connection.use(
                            open -> open.createStatement().execute("select pg_sleep(100), 'as one that hangs'")))
                    .isInstanceOf(SQLException.class);
            assertThat(backend(connection)).isNotEqualTo(first);

            connection.close();
            assertThatThrownBy(() -> backend(connection)).hasMessage("closed");
        }
    }

    private static int backend(OwnConnection connection) throws SQLException {
        return connection.use(open -> {
            try (var row = open.createStatement().executeQuery("select pg_backend_pid()")) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
