package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityTest {

    private static final String RESET = "the reset command";

    @Test
    void theEmbeddedServerIsSafe() {
        assertThatCode(() -> Durability.require(TestServer.get().applicationUrls(), false))
                .doesNotThrowAnyException();
    }

    @Test
    void aDatabaseThatDoesNotWaitForItsDiskIsRefusedUnlessAllowed() throws SQLException {
        List<String> urls = TestServer.get().databases("unsafe");
        TestServer.execute(urls.get(2), "alter database unsafe_2 set synchronous_commit = off");

        assertThatThrownBy(() -> Durability.require(urls, false))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("Database 2")
                .hasMessageContaining("synchronous_commit is off")
                .hasMessageContaining("EVENTLY_ALLOW_UNSAFE_DATABASE");
        assertThatCode(() -> Durability.require(urls, true)).doesNotThrowAnyException();

        for (String safe : List.of("local", "remote_write", "remote_apply")) {
            TestServer.execute(urls.get(2), "alter database unsafe_2 set synchronous_commit = " + safe);
            assertThatCode(() -> Durability.require(urls, false)).as(safe).doesNotThrowAnyException();
        }
    }

    @Test
    void aServerOnWhichATransactionMayLiveForEverIsPointedOut() throws SQLException {
        List<String> urls = TestServer.get().databases("lax");
        try (Connection connection = DriverManager.getConnection(urls.get(0))) {
            assertThat(Durability.laxSettings(connection)).isEmpty();
        }
        TestServer.execute(urls.get(1), "alter database lax_1 set idle_in_transaction_session_timeout = 0");
        try (Connection connection = DriverManager.getConnection(urls.get(1))) {
            assertThat(Durability.laxSettings(connection))
                    .containsExactly("idle_in_transaction_session_timeout is 0 (60s is advised)");
        }
        assertThatCode(() -> Durability.require(urls, false)).doesNotThrowAnyException();
    }

    @Test
    void aDatabaseOfAnotherEncodingIsRefused() throws SQLException {
        List<String> urls = TestServer.get().databases("encoding");
        TestServer.execute(
                urls.get(1),
                "create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0");
        String latin = urls.get(0).replace("encoding_0", "latin");
        assertThatThrownBy(() -> Durability.require(List.of(latin), false))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("UTF8");
    }

    @Test
    void anUnreachableDatabaseIsNamed() {
        assertThatThrownBy(() -> Durability.require(List.of("jdbc:postgresql://127.0.0.1:1/nothing"), false))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("Database 0 cannot be reached");
    }

    @Test
    void aJournalFromAnotherServerIsRefusedUntilItIsReset() throws SQLException {
        List<String> urls = TestServer.migrated("epoch");
        String columns = "(persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload";
        TestServer.execute(urls.get(3), "insert into event_journal " + columns + ") values ('a', 1, '', 1, '', '')");
        assertThatCode(() -> JournalEpoch.require(urls, RESET)).doesNotThrowAnyException();

        // As a restored dump brings it: an id that this server will only reach in the far future.
        TestServer.execute(
                urls.get(3),
                "insert into event_journal " + columns + ", tx) values ('a', 2, '', 1, '', '', '999999999')");
        assertThatThrownBy(() -> JournalEpoch.require(urls, RESET))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("database 3")
                .hasMessageContaining(RESET);

        try (Connection connection = DriverManager.getConnection(urls.get(3))) {
            JournalEpoch.reset(connection);
        }
        assertThatCode(() -> JournalEpoch.require(urls, RESET)).doesNotThrowAnyException();
    }
}
