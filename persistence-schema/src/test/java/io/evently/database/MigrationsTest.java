package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static List<String> urls;

    @BeforeAll
    static void migrate() {
        urls = TestServer.migrated("migrations");
    }

    @Test
    void giveEachDatabaseAllElevenTablesOfTheErd() throws SQLException {
        for (String url : urls) {
            assertThat(TestServer.rows(url, "select table_name from information_schema.tables"))
                    .contains(
                            "users",
                            "events",
                            "bookings",
                            "waitlists",
                            "waitlist_promotions",
                            "notifications",
                            "pricing_history",
                            "event_analytics",
                            "booking_attempts",
                            "email_templates",
                            "email_delivery_log");
        }
    }

    @Test
    void appliedAgainChangeNothing() throws SQLException {
        String schema =
                """
                select table_name, column_name, data_type, column_default from information_schema.columns
                where table_schema = 'public' order by 1, 2
                """;
        List<String> before = TestServer.rows(urls.get(1), schema);

        Migrations.migrate(urls);

        assertThat(TestServer.rows(urls.get(1), schema)).isEqualTo(before);
        assertThat(TestServer.rows(urls.get(1), "select count(*) from flyway_schema_history where not success"))
                .containsExactly("0");
    }

    /** Others sell meanwhile: who waits for a table keeps everybody waiting who comes later. */
    @Test
    void stepBackFromATableInUseSoThatOthersCanWork() throws Exception {
        List<String> old = TestServer.get().databases("in_use");
        Flyway.configure()
                .dataSource(old.get(0), null, null)
                .locations("classpath:db/migration")
                .target("18")
                .load()
                .migrate();
        try (Connection reader = DriverManager.getConnection(old.get(0));
                Connection seller = DriverManager.getConnection(old.get(0))) {
            reader.createStatement().execute("set idle_in_transaction_session_timeout = 0");
            reader.setAutoCommit(false);
            reader.createStatement().executeQuery("select * from cluster_members");
            CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> Migrations.migrate(old));
            while (TestServer.rows(old.get(0), "select 1 from pg_locks where not granted")
                    .isEmpty()) {
                assertThat(migration.isDone()).isFalse();
            }
            seller.createStatement().execute("set statement_timeout = '1min'");
            seller.createStatement().execute("insert into cluster_members values ('a', now())");
            assertThat(migration.isDone()).as("it waits until nobody reads").isFalse();

            reader.rollback();
            migration.get(2, TimeUnit.MINUTES);
        }
        assertThat(TestServer.rows(old.get(0), "select address, founded_at from cluster_members"))
                .containsExactly("a|null");
    }

    /** V027: narrower indexes, over the rows of the version before. */
    @Test
    void findBookingsThatWereThereBefore() throws SQLException {
        List<String> old = TestServer.get().databases("with_bookings");
        Flyway.configure()
                .dataSource(old.get(0), null, null)
                .locations("classpath:db/migration")
                .target("26")
                .load()
                .migrate();
        TestServer.execute(
                old.get(0),
                "set session_replication_role = replica",
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref, version,
                    fact_no, created_at, updated_at)
                select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 1, 1, 'confirmed',
                    'EVT20261122' || lpad(n::text, 12, '0'), 1, 1, now(), now()
                from generate_series(1, 1000) n
                """);

        Migrations.migrate(old);

        assertThat(
                        TestServer.rows(
                                old.get(0),
                                """
                        select count(*) from bookings
                        where booking_ref_key(booking_ref) = booking_ref_key('EVT20261122000000000777')
                            and booking_ref = 'EVT20261122000000000777'
                        """))
                .containsExactly("1");
        assertThat(TestServer.rows(
                        old.get(0), "select indexname from pg_indexes where tablename = 'bookings' order by indexname"))
                .containsExactly(
                        "bookings_pkey",
                        "idx_bookings_by_reference",
                        "idx_bookings_due",
                        "idx_bookings_of_event",
                        "idx_bookings_of_user");
    }

    /** An inlined function must give what the called one gave, and null for null. */
    @Test
    void countTimeAsBefore() throws SQLException {
        assertThat(
                        TestServer.rows(
                                urls.get(0),
                                """
                        select count(*) from unnest(array[0, 1, -1, 1767225600000001, 9223372036854775807 / 40, -86400000001]::bigint[]) as n
                        where micros_of_timestamp(timestamp_of_micros(n)) <> n
                        """))
                .containsExactly("0");
        assertThat(
                        TestServer.rows(
                                urls.get(0),
                                "select timestamp_of_micros(null) is null,"
                                        + " timestamp_of_micros(-9223372036854775808) = timestamp_of_micros(-210866803200000000)"))
                .containsExactly("t|t");
    }

    @Test
    void giveRowsOfAnalyticsTheirHour() throws SQLException {
        List<String> old = TestServer.get().databases("with_analytics");
        Flyway.configure()
                .dataSource(old.get(0), null, null)
                .locations("classpath:db/migration")
                .target("26")
                .load()
                .migrate();
        TestServer.execute(
                old.get(0),
                """
                insert into events select '00000000-0000-0000-0000-000000000001', 'Concert', null, 'Hall', now(), 10, 10, 0, 0,
                    0, 1, 1, 0, 'active', 1, 10, null, 10, 'strict', 15, null, null, null, null, 1, now(), now()
                """,
                """
                insert into event_analytics select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'seats_sold',
                    0, '2026-01-01T10:00Z', realtime, 1 from unnest('{true, false}'::boolean[]) as n (realtime)
                """);

        Migrations.migrate(old);

        assertThat(TestServer.rows(
                        old.get(0),
                        "select hour = recorded_at, hour is null from event_analytics order by is_realtime"))
                .containsExactly("t|f", "null|t");
    }

    /** V032: what an earlier version wrote in plain text is gone through twice, and a new database never. */
    @Test
    void noteThatPlainAttemptsAreToBeEncrypted() throws SQLException {
        List<String> old = TestServer.get().databases("with_attempts");
        Flyway.configure()
                .dataSource(old.get(0), null, null)
                .locations("classpath:db/migration")
                .target("29")
                .load()
                .migrate();
        TestServer.execute(
                old.get(0),
                """
                insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at, ip_address)
                values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'success', now(), '192.0.2.7')
                """);

        Migrations.migrate(old);

        String passes = "select due_at <= now(), next_block from plain_attempts order by due_at";
        assertThat(TestServer.rows(old.get(0), passes)).containsExactly("t|0", "f|0");
        assertThat(TestServer.rows(urls.get(0), passes)).isEmpty();
        assertThat(TestServer.rows(old.get(0), "select ip_address, client from booking_attempts"))
                .containsExactly("192.0.2.7|null");
    }

    @Test
    void refuseDatabasesInTheWrongOrder() {
        assertThatThrownBy(() -> Migrations.migrate(List.of(urls.get(1), urls.get(0), urls.get(2), urls.get(3))))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("swapped or the same");
    }

    @Test
    void refuseADatabaseThatHoldsSomethingElse() throws SQLException {
        List<String> strangers = TestServer.get().databases("strangers");
        TestServer.execute(strangers.get(0), "create table not_ours (id int)");
        assertThatThrownBy(() -> Migrations.migrate(strangers))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("database 0");
    }

    @Test
    void sqlAndJavaAgreeOnTheDatabaseOfAnId() throws SQLException {
        List<UUID> ids =
                IntStream.range(0, 1_000).mapToObj(n -> UUID.randomUUID()).toList();
        String array = String.join(",", ids.stream().map(UUID::toString).toList());
        assertThat(TestServer.rows(urls.get(0), "select shard_of(id) from unnest('{" + array + "}'::uuid[]) as id"))
                .containsExactlyElementsOf(ids.stream()
                        .map(id -> Integer.toString(Shards.shardOf(id)))
                        .toList());
    }
}
