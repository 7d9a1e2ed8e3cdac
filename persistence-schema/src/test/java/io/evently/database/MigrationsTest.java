package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
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
