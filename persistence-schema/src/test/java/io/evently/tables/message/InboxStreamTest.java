package io.evently.tables.message;

import static io.evently.database.RolesFixture.ADA;
import static io.evently.database.RolesFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.TestServer;
import io.evently.tables.message.InboxStream.Missed;
import io.evently.tables.message.InboxStream.News;
import io.evently.tables.message.InboxStream.Reader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is new in inboxes, read while others write. */
class InboxStreamTest {

    private static final UUID NOBODY = new UUID(1, 77);

    private static String url;
    private Connection reader;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("inbox_stream");
    }

    @BeforeEach
    void connect() throws SQLException {
        reader = DriverManager.getConnection(url);
        TestServer.execute(reader, "truncate notifications", "update notification_head set last_no = 0");
    }

    @AfterEach
    void disconnect() throws SQLException {
        reader.close();
    }

    @Test
    void whatIsNewIsReadInOrderPageByPage() throws SQLException {
        write(ADA, 3, true);
        write(BOB, 2, true);
        write(ADA, 2, false);
        write(ADA, 1, true);

        assertThat(InboxStream.head(reader)).isEqualTo(8);
        News first = InboxStream.newer(reader, 0, List.of(ADA), 2);
        assertThat(numbers(first.rows())).containsExactly(1L, 2L);
        assertThat(first.upTo()).isEqualTo(2);
        assertThat(first.more()).isTrue();
        News second = InboxStream.newer(reader, 2, List.of(ADA), 3);
        assertThat(numbers(second.rows())).as("without what goes by mail only").containsExactly(3L, 8L);
        assertThat(second.upTo()).isEqualTo(8);
        assertThat(second.more()).isFalse();
        assertThat(numbers(InboxStream.newer(reader, 0, List.of(ADA, BOB), 9).rows()))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 8L);
        assertThat(InboxStream.newer(reader, 0, List.of(NOBODY), 9)).isEqualTo(new News(List.of(), 8, false));
        assertThat(InboxStream.newer(reader, 8, List.of(ADA), 9)).isEqualTo(new News(List.of(), 8, false));
    }

    @Test
    void itDoesNotLookThroughMoreThanASpanAtOnce() throws SQLException {
        write(ADA, 1, true);
        TestServer.execute(reader, "update notification_head set last_no = 50000");
        write(ADA, 1, true);

        assertThat(InboxStream.newer(reader, 0, List.of(ADA), 9).upTo()).isEqualTo(20_000);
        News last = InboxStream.newer(reader, 40_000, List.of(ADA), 9);
        assertThat(numbers(last.rows())).containsExactly(50_001L);
        assertThat(last.more()).isFalse();
    }

    @Test
    void aDatabaseThatWasRestoredSaysWhereItIs() throws SQLException {
        write(ADA, 2, true);
        assertThat(InboxStream.newer(reader, 100, List.of(ADA), 9)).isEqualTo(new News(List.of(), 2, false));
    }

    @Test
    void whoeverWasAwayGetsTheNewest() throws SQLException {
        write(ADA, 5, true);
        write(BOB, 1, true);

        Missed missed = InboxStream.missed(
                reader,
                List.of(
                        new Reader(ADA, 1),
                        new Reader(NOBODY, 0),
                        new Reader(ADA, 4),
                        new Reader(BOB, 0),
                        new Reader(BOB, Long.MAX_VALUE)),
                3);

        assertThat(missed.upTo()).isEqualTo(6);
        assertThat(missed.rows().stream().map(InboxStreamTest::numbers))
                .containsExactly(List.of(3L, 4L, 5L), List.of(), List.of(5L), List.of(6L), List.of());
    }

    @Test
    void itIsNotedOnceThatAStreamHadIt() throws SQLException {
        write(ADA, 2, true);
        List<NotificationRow> rows =
                InboxStream.newer(reader, 0, List.of(ADA), 1).rows();

        InboxStream.delivered(reader, rows);
        String first = TestServer.rows(url, "select delivered_at from notifications where stream_no = 1")
                .get(0);
        InboxStream.delivered(reader, rows);

        assertThat(TestServer.rows(url, "select status, delivered_at from notifications order by stream_no"))
                .containsExactly("delivered|" + first, "sent|null");
    }

    /** Transactions that end in another order than they began are numbered in the order in which they end. */
    @Test
    void nothingIsMissedWhileManyWrite() {
        int writers = 4;
        int each = 60;
        List<CompletableFuture<Void>> writing = IntStream.range(0, writers)
                .mapToObj(n -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, each).forEach(i -> unchecked(ADA, 1 + (i + n) % 3)),
                        work -> new Thread(work, "writer").start()))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));

        List<Long> seen = new ArrayList<>();
        long after = 0;
        boolean isLast;
        do {
            isLast = all.isDone();
            News news = newer(after);
            seen.addAll(numbers(news.rows()));
            after = news.upTo();
        } while (!isLast || newer(after).more() || !newer(after).rows().isEmpty());
        all.join();

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, writers * each * 2)
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    private News newer(long after) {
        try {
            return InboxStream.newer(reader, after, List.of(ADA), 7);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void unchecked(UUID userId, int rows) {
        try {
            write(userId, rows, true);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> numbers(List<NotificationRow> rows) {
        return rows.stream().map(NotificationRow::streamNo).toList();
    }

    private static void write(UUID userId, int count, boolean inApp) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            long after = NotificationsTable.takeNumbers(connection, count);
            NotificationsTable.insert(
                    connection,
                    IntStream.range(0, count).mapToObj(n -> row(userId, inApp)).toList(),
                    after);
            connection.commit();
        }
    }

    private static NotificationRow row(UUID userId, boolean inApp) {
        return new NotificationRow(
                UUID.randomUUID(),
                userId,
                null,
                "welcome",
                "welcome",
                "Hello",
                "{}",
                true,
                inApp,
                "sent",
                1_800_000_000_000_000L,
                0,
                false,
                1_800_000_000_000_000L,
                0);
    }
}
