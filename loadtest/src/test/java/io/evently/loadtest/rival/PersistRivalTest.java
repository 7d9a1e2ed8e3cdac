package io.evently.loadtest.rival;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.embedded.EmbeddedServer;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.verify.Violation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PersistRivalTest {

    private static final Duration MOMENT = Duration.ofMillis(300);

    private static EmbeddedServer postgres;
    private static RivalDatabase database;
    private static PersistRival rival;

    @BeforeAll
    static void startPostgres() throws SQLException {
        postgres = EmbeddedServer.temporary();
        PgPass.learn(postgres.directory().getParent(), postgres.port());
        database = RivalDatabase.create(postgres.port());
        rival = new PersistRival(database);
    }

    @AfterAll
    static void stopPostgres() {
        rival.close();
        postgres.close();
    }

    @Test
    void booksOneEventAndKeepsWhatItAcknowledged() {
        Run run = Sales.until(each -> each.latencies().getTotalCount() > 0, time -> rival.book(16, 1, time));

        assertThat(run.violations()).isEmpty();
        assertThat(run.perSecond()).isPositive();
        assertThat(run.latencies().getTotalCount()).isPositive();
        assertThat(run.clients()).isEqualTo(16);
    }

    @Test
    void booksSeveralEventsAndKeepsWhatItAcknowledged() {
        Run run = Sales.until(
                each -> rival.kept().counts().stream().allMatch(count -> count.bookings() > 0),
                time -> rival.book(16, 20, time));

        assertThat(run.violations()).isEmpty();
        assertThat(rival.kept().counts())
                .hasSize(20)
                .extracting(StoredBookings.Count::bookings)
                .doesNotContain(0L);
    }

    @Test
    void eachBookingIsARowOfTheJournal() {
        long told = rival.sell(4, 1, MOMENT).stream()
                .mapToLong(tally -> tally.acknowledged().size())
                .sum();

        assertThat(rival.kept().bookings()).hasSize(Math.toIntExact(told));
    }

    @Test
    void theAuditFindsALostRow() throws SQLException {
        List<ClientTally> sold = Sales.until(
                tallies ->
                        tallies.stream().anyMatch(tally -> !tally.acknowledged().isEmpty()),
                time -> rival.sell(4, 2, time));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    delete from persist.event_journal
                     where ordering = (select max(ordering) from persist.event_journal)
                    """);
        }
        assertThat(rival.audited(sold.size(), sold).violations())
                .extracting(Violation::rule)
                .containsExactly("what was acknowledged must be stored");
    }

    @Test
    void itsDatabaseCanBeMadeAnewOnceItIsClosed() throws SQLException {
        rival.book(4, 2, MOMENT);
        rival.close();
        database = RivalDatabase.create(postgres.port());
        rival = new PersistRival(database);

        assertThat(rival.book(4, 2, MOMENT).violations()).isEmpty();
    }
}
