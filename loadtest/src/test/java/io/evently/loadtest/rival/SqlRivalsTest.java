package io.evently.loadtest.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.embedded.EmbeddedServer;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.verify.Violation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlRivalsTest {

    private static EmbeddedServer postgres;
    private static RivalDatabase database;

    @BeforeAll
    static void startPostgres() throws SQLException {
        postgres = EmbeddedServer.temporary();
        PgPass.learn(postgres.directory().getParent(), postgres.port());
        database = RivalDatabase.create(postgres.port());
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    static Stream<Named<Function<RivalDatabase, SqlRival>>> rivals() {
        return Stream.of(
                Named.of("row lock", RowLockRival::new),
                Named.of("statements", StatementsRival::new),
                Named.of("optimistic", OptimisticRival::new),
                Named.of("batches", BatchRival::new));
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void booksOneEventAndKeepsWhatItAcknowledged(Function<RivalDatabase, SqlRival> kind) {
        try (Rival rival = kind.apply(database)) {
            Run run = Sales.until(SqlRivalsTest::booked, time -> rival.book(4, 1, time));

            assertThat(run.violations()).isEmpty();
            assertThat(run.perSecond()).isPositive();
            assertThat(run.latencies().getTotalCount()).isPositive();
            assertThat(run.clients()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void booksSeveralEventsAndKeepsWhatItAcknowledged(Function<RivalDatabase, SqlRival> kind) {
        try (SqlRival rival = kind.apply(database)) {
            Run run = Sales.until(each -> bookedOfEach(rival), time -> rival.book(4, 20, time));
            assertThat(run.violations()).isEmpty();
            assertThat(rival.kept().counts())
                    .hasSize(20)
                    .extracting(StoredBookings.Count::bookings)
                    .doesNotContain(0L);
        }
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void theAuditFindsALostBooking(Function<RivalDatabase, SqlRival> kind) throws SQLException {
        try (SqlRival rival = kind.apply(database)) {
            List<ClientTally> sold = Sales.until(SqlRivalsTest::booked, time -> rival.sell(2, 3, time));
            execute("delete from bookings where id = (select min(id::text)::uuid from bookings)");

            assertThat(rival.audited(sold.size(), sold).violations())
                    .extracting(Violation::rule)
                    .containsExactlyInAnyOrder(
                            "what was acknowledged must be stored", "each event must count its bookings");
        }
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void theAuditFindsALostUpdateOfSeats(Function<RivalDatabase, SqlRival> kind) throws SQLException {
        try (SqlRival rival = kind.apply(database)) {
            List<ClientTally> sold = Sales.until(SqlRivalsTest::booked, time -> rival.sell(2, 1, time));
            execute("update events set available_seats = available_seats + 1");

            assertThat(rival.audited(sold.size(), sold).violations())
                    .extracting(Violation::rule)
                    .containsExactly("each event must count its bookings");
        }
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void makesItsReferencesAsTheFunctionDoes(Function<RivalDatabase, SqlRival> kind) throws SQLException {
        try (SqlRival rival = kind.apply(database)) {
            Sales.until(SqlRivalsTest::booked, time -> rival.book(1, 1, time));
            String wrong =
                    """
                    select count(*) from bookings
                     where booking_ref !~ ('^EVT[0-9]{8}' || upper(right(id::text, 12)) || '$')
                        or total_amount <> 49.90 * quantity or status <> 'confirmed'
                    """;
            assertThat(number(wrong)).isZero();
            assertThat(number("select count(*) from bookings")).isPositive();
        }
    }

    @Test
    void conflictsOfTheOptimisticNeitherLoseNorDouble() {
        try (var rival = new OptimisticRival(database)) {
            Run run = Sales.until(each -> rival.conflicts() > 0, time -> rival.book(16, 1, time));

            assertThat(rival.conflicts()).isPositive();
            assertThat(rival.givenUp()).isZero();
            assertThat(run.violations()).isEmpty();
        }
    }

    @Test
    void manyAsksShareTheConnectionOfBatches() {
        try (Rival rival = new BatchRival(database)) {
            Run run = Sales.until(SqlRivalsTest::booked, time -> rival.book(1_024, 3, time));

            assertThat(run.clients()).isEqualTo(1_024);
            assertThat(run.violations()).isEmpty();
        }
    }

    /** 10 seats for 4, 4, 4 and 2: the third is refused, the fourth still fits; as the function does one by one. */
    @Test
    void aBatchThatDoesNotFitIsBookedInItsOrder() throws SQLException {
        UUID event = new SaleTables(database).putOnSale(1).get(0);
        execute("update events set total_capacity = 10, available_seats = 10");
        UUID[] bookings = Stream.generate(UUID::randomUUID).limit(5).toArray(UUID[]::new);
        UUID user = RivalBooking.USERS.get(0);
        try (Connection connection = database.connect();
                PreparedStatement batch = connection.prepareStatement("select unnest(book_batch(?, ?, ?, ?))")) {
            batch.setArray(1, connection.createArrayOf("uuid", bookings));
            UUID[] events = {event, event, event, event, UUID.randomUUID()};
            batch.setArray(2, connection.createArrayOf("uuid", events));
            batch.setArray(3, connection.createArrayOf("uuid", new UUID[] {user, user, user, user, user}));
            batch.setArray(4, connection.createArrayOf("integer", new Integer[] {4, 4, 4, 2, 1}));
            List<String> answers = new ArrayList<>();
            try (var rows = batch.executeQuery()) {
                while (rows.next()) {
                    answers.add(rows.getString(1));
                }
            }
            assertThat(answers)
                    .containsExactly(
                            OneByOneRival.reference(bookings[0]),
                            OneByOneRival.reference(bookings[1]),
                            "NOT_ENOUGH_SEATS",
                            OneByOneRival.reference(bookings[3]),
                            "NOT_FOUND");
        }
        assertThat(number("select available_seats from events")).isZero();
        assertThat(number("select sum(quantity) from bookings")).isEqualTo(10);
    }

    @Test
    void moreClientsThanConnectionsAreRefused() {
        try (Rival rival = new RowLockRival(database)) {
            assertThatThrownBy(() -> rival.book(1_024, 1, Duration.ofMillis(300)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("max_connections");
        }
    }

    @Test
    void theDatabaseIsMadeAnewEachTime() throws SQLException {
        try (Rival rival = new RowLockRival(database)) {
            Sales.until(SqlRivalsTest::booked, time -> rival.book(1, 1, time));
        }
        database = RivalDatabase.create(postgres.port());

        assertThat(number("select count(*) from bookings")).isZero();
    }

    private static boolean booked(Run run) {
        return run.latencies().getTotalCount() > 0;
    }

    private static boolean booked(List<ClientTally> sold) {
        return sold.stream().anyMatch(tally -> !tally.acknowledged().isEmpty());
    }

    private static boolean bookedOfEach(SqlRival rival) {
        return rival.kept().counts().stream().allMatch(count -> count.bookings() > 0);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
