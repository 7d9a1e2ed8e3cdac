package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import io.evently.sql.StatementLimit;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever types words of a name finds it. */
class EventSearchTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    private static final List<String> NAMES = List.of(
            "The Who",
            "IT",
            "Once",
            "Cafe\u0301 Müller",
            "宇多田ヒカル東京ドーム公演",
            "Concerts for piano",
            "AC/DC",
            "คอนเสิร์ตกรุงเทพมหานคร",
            "서울에서 만나요");

    private static List<String> urls;
    private static Shards shards;
    private static ReadModel lists;

    @BeforeAll
    static void fill() throws SQLException {
        urls = TestServer.migrated("event_search");
        shards = Shards.open(urls, PoolSizes.DEFAULT);
        lists = new ReadModel(shards, shard -> Runnable::run, Duration.ofSeconds(2));
        for (int i = 0; i < NAMES.size(); i++) {
            write(i, NAMES.get(i), "Play " + i);
        }
    }

    private static void write(int number, String name, String description) throws SQLException {
        UUID id = new UUID(3, number);
        try (Connection connection = shards.writer(Shards.shardOf(id)).getConnection()) {
            UsersTable.ensureStubs(connection, List.of(new UUID(0, 1)));
            EventsTable.upsert(connection, List.of(row(id, name, description)));
        }
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "The Who|0",
                "the who|0",
                "\"the who\"|0",
                "who the|0",
                "it|1",
                "once|2",
                "Cafe\u0301|3",
                "Café|3",
                "cafe|3",
                "Müller|3",
                "Muller|3",
                "MULLER café|3",
                "東京|4",
                "宇多田|4",
                "京|4",
                "演|4",
                "ドーム 宇多田|4",
                "concert|5",
                "Pianos|5",
                "ac/dc|6",
                "กรุงเทพ|7",
                "서울|8",
            })
    void anEventIsFoundByWordsOfItsName(String typed, int number) {
        assertThat(found(typed)).containsExactly(NAMES.get(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"who the\"",
                "The Whom",
                "Müller tea",
                "京東",
                "dc/ac",
                "\"the who play\"",
                "piano -concerts",
            })
    void allOfThemMustBeThereAndSideBySideWhereThatIsAsked(String typed) {
        assertThat(found(typed)).isEmpty();
    }

    @Test
    void whoIsRenamedIsFoundByTheNewName() throws SQLException {
        write(100, "Sousaphone", "");
        assertThat(found("sousaphone")).hasSize(1);
        String url = urls.get(Shards.shardOf(new UUID(3, 100)));

        // As a node of the version before renames.
        TestServer.execute(url, "update events set name = 'Ophicleide' where id = '" + new UUID(3, 100) + "'");
        assertThat(found("sousaphone")).isEmpty();

        try (Connection connection =
                shards.writer(Shards.shardOf(new UUID(3, 100))).getConnection()) {
            assertThat(EventSearch.write(connection)).isFalse();
        }
        assertThat(found("ophicleide")).hasSize(1);
    }

    @Test
    void anyTextIsTaken() throws SQLException {
        write(200, "\ufdfa".repeat(255), "\ufdfa".repeat(10_000));
        write(201, "a'b\\c\":*&|!", "\u0001".repeat(10_000));
        StringBuilder words = new StringBuilder("tubax");
        for (int i = 0; words.length() < 9_990; i++) {
            words.append(' ').append(Integer.toString(i, 36));
        }
        write(202, "Long", words.toString());
        write(203, "Wide", "東".repeat(10_000));
        write(204, "High", "\uD842\uDFB7".repeat(10_000));

        assertThat(found("tubax")).containsExactly("Long");
    }

    @Test
    void aListCutsDescriptionsToWholeCharacters() throws SQLException {
        write(300, "Flugelhorn", "🎺".repeat(301));

        assertThat(search("flugelhorn")).extracting(EventRow::description).containsExactly("🎺".repeat(300));
    }

    @Test
    void aStatementIsEndedInTimeAndOthersAreNot() throws SQLException {
        try (Connection connection = shards.reader(0).getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> StatementLimit.within(
                            connection, Duration.ofMillis(1), () -> statement.execute("select pg_sleep(600)")))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo("57014");
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(statement.execute("select pg_sleep(0.01)")).isTrue();
        }
    }

    private static List<EventRow> search(String typed) {
        return lists.events(ADMIN, new EventsTable.Search(typed, null, null, null), null, 50)
                .join()
                .items();
    }

    private static List<String> found(String typed) {
        List<String> names = new ArrayList<>();
        search(typed).forEach(row -> names.add(row.name()));
        return names;
    }

    private static EventRow row(UUID id, String name, String description) {
        return new EventRow(
                id,
                name,
                description,
                "Town",
                1,
                100,
                0,
                0,
                0,
                100,
                100,
                0,
                "active",
                1,
                10,
                0,
                10,
                "strict",
                15,
                null,
                0,
                null,
                new UUID(0, 1),
                1,
                1,
                1,
                "UTC");
    }
}
