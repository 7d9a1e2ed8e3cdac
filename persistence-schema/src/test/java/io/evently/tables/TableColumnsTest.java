package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.TestServer;
import io.evently.sql.Column;
import io.evently.sql.Table;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each table's list of columns, found in the classes, is that of the migrated database. */
class TableColumnsTest {

    /** Columns that are in no row: written by statements of their own, or by nobody yet. */
    private static final Map<String, Set<String>> WRITTEN_OTHERWISE = Map.of(
            "departures", Set.of("done"),
            "erasures",
                    Set.of(
                            "key_deleted_at",
                            "address_released_at",
                            "log_ins_deleted",
                            "holds_ended_at",
                            "holds_ended",
                            "entries_ended",
                            "attempts_cleared_at",
                            "attempts_cleared",
                            "attempts_done",
                            "messages_forgotten",
                            "ended_at"),
            "event_analytics", Set.of("hour"),
            "event_endings", Set.of("after_join_seq"),
            "events", Set.of("search"),
            "projection_quarantine", Set.of("retry"));

    /** Tables whose statements write or read a row or two, or that others write. */
    private static final Set<String> WITHOUT_LIST = Set.of(
            "account_links",
            "active_admins",
            "attempt_counts",
            "audit_backlog",
            "audit_chains",
            "bounced_addresses",
            "cluster_leases",
            "cluster_members",
            "database_reach",
            "email_delivery_log",
            "email_templates",
            "event_journal",
            "event_tag",
            "flyway_schema_history",
            "idempotency_keys",
            "login_attempts",
            "message_backlog",
            "message_positions",
            "message_source",
            "notification_head",
            "message_preferences",
            "plain_attempts",
            "projection_positions",
            "shard",
            "snapshot",
            "access_rules",
            "access_granted",
            "pseudonym_keys",
            "webhook_backlog",
            "webhook_deliveries",
            "webhook_lanes",
            "webhooks");

    /** PostgreSQL's types that each type of a list takes without loss; enums and {@code jsonb} are text as well. */
    private static final Map<String, Set<String>> FITTING = Map.of(
            "uuid", Set.of("uuid"),
            "int4", Set.of("int2", "int4"),
            "int8", Set.of("int8"),
            "bool", Set.of("bool"),
            "numeric", Set.of("numeric"),
            "bytea", Set.of("bytea"));

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("columns");
    }

    /** As the classes hold them, so that a new one is not forgotten. */
    static List<Table<?>> tables() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path classes = Path.of(Table.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/evently/tables");
        List<Table<?>> tables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file)
                        .toString()
                        .replace(".class", "")
                        .replace(File.separatorChar, '.');
                for (Field field : Class.forName("io.evently.tables." + name).getDeclaredFields()) {
                    if (field.getType() == Table.class) {
                        field.setAccessible(true);
                        tables.add((Table<?>) field.get(null));
                    }
                }
            }
        }
        return tables;
    }

    @Test
    void everyTableHasAListOrIsKnownToHaveNone() throws Exception {
        List<String> expected = new ArrayList<>(WITHOUT_LIST);
        tables().forEach(table -> expected.add(table.name()));
        assertThat(
                        TestServer.rows(
                                url,
                                """
                        select relname from pg_class
                        where relkind in ('r', 'p') and not relispartition and relnamespace = current_schema()::regnamespace
                        """))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyColumnIsInTheListOrWrittenOtherwise(Table<?> table) throws SQLException {
        List<String> columns = new ArrayList<>(List.of(table.columns().names().split(", ")));
        columns.addAll(WRITTEN_OTHERWISE.getOrDefault(table.name(), Set.of()));
        assertThat(TestServer.rows(url, columnsOf(table, "")))
                .as(table.name())
                .containsExactlyInAnyOrderElementsOf(columns);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aRowCanBeMadeWithoutWhatIsWrittenOtherwise(Table<?> table) throws SQLException {
        assertThat(TestServer.rows(url, columnsOf(table, " and (is_nullable = 'YES' or column_default is not null)")))
                .as(table.name())
                .containsAll(WRITTEN_OTHERWISE.getOrDefault(table.name(), Set.of()));
    }

    private static String columnsOf(Table<?> table, String condition) {
        return "select column_name from information_schema.columns where table_schema = current_schema()"
                + " and table_name = '" + table.name() + "'" + condition;
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whatIsReadFitsWithoutLoss(Table<?> table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement select = connection.prepareStatement(table.select())) {
            ResultSetMetaData shown = select.getMetaData();
            List<String> types = table.read().stream().map(Column::type).toList();
            assertThat(shown.getColumnCount()).isEqualTo(types.size());
            for (int i = 0; i < types.size(); i++) {
                if (!types.get(i).equals("text")) {
                    assertThat(FITTING.get(types.get(i)))
                            .as(table.name() + "." + shown.getColumnName(i + 1))
                            .contains(shown.getColumnTypeName(i + 1));
                }
            }
        }
    }

    /** PostgreSQL compares the types also if there are no rows. */
    @ParameterizedTest
    @MethodSource("tables")
    void whatIsWrittenFits(Table<?> table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(table.insert())) {
            table.columns().bind(insert, List.of());
            assertThat(insert.executeUpdate()).as(table.name()).isZero();
        }
    }
}
