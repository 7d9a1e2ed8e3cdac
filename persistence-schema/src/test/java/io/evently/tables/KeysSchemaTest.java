package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Migrations;
import io.evently.database.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** V030: keys are in a schema of their own, and who was forgotten gets none. */
class KeysSchemaTest {

    private static final byte[] BYTES = {1, 2, 3};

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("keys_schema");
    }

    @Test
    void keysFromBeforeAreThereAndNodesOfTheVersionBeforeGoOn() throws SQLException {
        List<String> old = TestServer.get().databases("keys_before");
        Flyway.configure()
                .dataSource(old.get(0), null, null)
                .locations("classpath:db/migration")
                .target("29")
                .load()
                .migrate();
        UUID before = UUID.randomUUID();
        UUID meanwhile = UUID.randomUUID();
        String insert = "insert into user_keys (user_id, wrapped_key, created_at) values ('%s', '\\x010203', now())"
                + " on conflict (user_id) do nothing";
        TestServer.execute(old.get(0), insert.formatted(before));

        Migrations.migrate(old);

        TestServer.execute(old.get(0), insert.formatted(before), insert.formatted(meanwhile));
        try (Connection connection = DriverManager.getConnection(old.get(0))) {
            for (UUID user : List.of(before, meanwhile)) {
                WrappedKey key = UserKeysTable.find(connection, user).orElseThrow();
                assertThat(key.bytes()).isEqualTo(BYTES);
                assertThat(key.masterVersion()).isNull();
                assertThat(TestServer.rows(connection, "select 1 from user_keys where user_id = '" + user + "'"))
                        .hasSize(1);
            }
        }
        TestServer.execute(old.get(0), "delete from user_keys where user_id = '" + before + "'");
        assertThat(TestServer.rows(old.get(0), "select user_id from keys.user_keys"))
                .containsExactly(meanwhile.toString());
    }

    @Test
    void whoWasForgottenGetsNoOtherKeyAndNotTheOldOne() throws SQLException {
        UUID user = UUID.randomUUID();
        UUID admin = UUID.randomUUID();
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(UserKeysTable.insert(connection, user, key("a"))).isPresent();

            UserKeysTable.forget(connection, user, admin);
            UserKeysTable.forget(connection, user, null);

            assertThat(UserKeysTable.find(connection, user)).isEmpty();
            assertThat(UserKeysTable.insert(connection, user, key("a"))).isEmpty();
            TestServer.execute(
                    connection,
                    // As a dump is read in.
                    "set session_replication_role = replica",
                    "insert into keys.user_keys values ('" + user + "', '\\x01', now(), 'a')",
                    "insert into user_keys values ('" + user + "', '\\x01', now())");
            assertThat(UserKeysTable.find(connection, user)).isEmpty();
        }
        assertThat(TestServer.rows(url, "select asked_by from keys.forgotten where user_id = '" + user + "'"))
                .containsExactly(admin.toString());
    }

    /** A key that is being made when its user is forgotten is not left behind. */
    @Test
    void whoIsForgottenWhileAKeyIsMadeHasNone() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID user = UUID.randomUUID();
            CompletableFuture<Void> made = CompletableFuture.runAsync(
                    () -> with(connection -> UserKeysTable.insert(connection, user, key("a"))));
            CompletableFuture<Void> forgotten =
                    CompletableFuture.runAsync(() -> with(connection -> UserKeysTable.forget(connection, user, null)));
            CompletableFuture.allOf(made, forgotten).get(1, TimeUnit.MINUTES);

            assertThat(TestServer.rows(url, "select 1 from keys.user_keys where user_id = '" + user + "'"))
                    .isEmpty();
        }
    }

    @Test
    void whatIsWrappedByAnotherVersionIsFoundByItsVersion() throws SQLException {
        String own = TestServer.migratedFirst("keys_versions");
        try (Connection connection = DriverManager.getConnection(own)) {
            for (String version : new String[] {"b", "a", "c", "b", null, "a", null}) {
                UserKeysTable.insert(connection, UUID.randomUUID(), key(version));
            }

            assertThat(UserKeysTable.oneOfEachVersion(connection))
                    .extracting(row -> row.key().masterVersion())
                    .containsExactlyInAnyOrder("a", "b", "c", null);
            List<UserKeysTable.Row> otherwise = UserKeysTable.wrappedOtherwise(connection, "b", 10);
            assertThat(otherwise)
                    .extracting(row -> row.key().masterVersion())
                    .containsExactlyInAnyOrder("a", "a", "c", null, null);
            assertThat(UserKeysTable.wrappedOtherwise(connection, "b", 2)).hasSize(2);

            for (UserKeysTable.Row row : otherwise) {
                UserKeysTable.wrapAnew(connection, row, key("b"));
                UserKeysTable.wrapAnew(connection, row, key("b"));
            }
            assertThat(UserKeysTable.wrappedOtherwise(connection, "b", 10)).isEmpty();
        }
    }

    @Test
    void aRetiredMasterKeyWrapsNothingAnyMore() throws SQLException {
        String own = TestServer.migratedFirst("keys_retired");
        try (Connection connection = DriverManager.getConnection(own)) {
            UserKeysTable.insert(connection, UUID.randomUUID(), key("a"));

            MasterKeysTable.retire(connection, List.of("", "a"));
            MasterKeysTable.retire(connection, List.of("a"));

            assertThat(MasterKeysTable.retired(connection)).containsExactlyInAnyOrder("", "a");
            for (String version : new String[] {"a", null}) {
                assertThatThrownBy(() -> UserKeysTable.insert(connection, UUID.randomUUID(), key(version)))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("not in use any more");
            }
            assertThatThrownBy(() -> ServiceKeysTable.insert(connection, "texts", 1, key("a")))
                    .isInstanceOf(SQLException.class);
            ServiceKeysTable.insert(connection, "texts", 1, key("b"));
            ServiceKeysTable.insert(connection, "texts", 1, key("b"));
            assertThat(ServiceKeysTable.all(connection)).hasSize(1);
        }
    }

    @Test
    void nodesThatSaidNothingOfLateDoNotCount() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            MasterKeysTable.note(connection, new MasterKeysTable.Node("one:1", "a", List.of("a"), List.of()));
            MasterKeysTable.note(connection, new MasterKeysTable.Node("two:2", "a", List.of("a"), List.of(1)));
            MasterKeysTable.note(connection, new MasterKeysTable.Node("two:2", "b", List.of("b", "a"), List.of(2, 1)));
            TestServer.execute(
                    connection,
                    "update keys.nodes set seen_at = now() - interval '2 days' where address = 'one:1'",
                    "insert into cluster_members (address, seen_at) values ('two:2', now()), ('three:3', now())");

            assertThat(MasterKeysTable.aliveNodes(connection))
                    .containsExactly(new MasterKeysTable.Node("two:2", "b", List.of("b", "a"), List.of(2, 1)));
            assertThat(MasterKeysTable.silentMembers(connection)).containsExactly("three:3");
            MasterKeysTable.note(connection, new MasterKeysTable.Node("two:2", "b", List.of("b"), List.of(2)));
            assertThat(TestServer.rows(connection, "select address from keys.nodes"))
                    .containsExactly("two:2");
        }
    }

    @Test
    void nobodyButTheApplicationMayLookIntoTheSchema() throws SQLException {
        assertThat(
                        TestServer.rows(
                                url,
                                """
                        select has_schema_privilege('evently_app', 'keys', 'usage'),
                            has_schema_privilege('pg_monitor', 'keys', 'usage'),
                            has_function_privilege('pg_monitor', 'keys.forget(uuid, uuid)', 'execute')
                        """))
                .containsExactly("t|f|f");
        assertThat(TestServer.rows(
                        url,
                        "select table_name from information_schema.role_table_grants"
                                + " where table_schema = 'keys' and grantee = 'PUBLIC'"))
                .isEmpty();
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private static void with(Work work) {
        try (Connection connection = DriverManager.getConnection(url)) {
            work.on(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static WrappedKey key(String version) {
        return new WrappedKey(BYTES, version);
    }
}
