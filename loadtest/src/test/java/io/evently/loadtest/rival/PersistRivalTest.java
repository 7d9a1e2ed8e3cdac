package io.evently.loadtest.rival;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.EmbeddedServer;
import io.evently.loadtest.audit.Violation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PersistRivalTest {

    private static final Duration TIME = Duration.ofMillis(300);

    private static EmbeddedServer postgres;
    private static RivalDatabase database;
    private static PersistRival rival;

    @BeforeAll
    static void startPostgres() throws SQLException {
        postgres = EmbeddedServer.temporary();
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
        Run run = rival.book(16, 1, TIME);

        assertThat(run.violations()).isEmpty();
        assertThat(run.perSecond()).isPositive();
        assertThat(run.latencies().getTotalCount()).isPositive();
        assertThat(run.clients()).isEqualTo(16);
    }

    @Test
    void booksSeveralEventsAndKeepsWhatItAcknowledged() {
        assertThat(rival.book(16, 20, TIME).violations()).isEmpty();
        assertThat(rival.kept().counts())
                .hasSize(20)
                .extracting(Kept.Count::bookings)
                .doesNotContain(0L);
    }

    @Test
    void eachBookingIsARowOfTheJournal() {
        long told = rival.sell(4, 1, TIME).stream()
                .mapToLong(tally -> tally.acknowledged().size())
                .sum();

        assertThat(rival.kept().bookings()).hasSize(Math.toIntExact(told));
    }

    @Test
    void theAuditFindsALostRow() throws SQLException {
        List<Tally> sold = rival.sell(4, 2, TIME);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    delete from persist.event_journal
                     where ordering = (select max(ordering) from persist.event_journal)
                    """);
        }
        assertThat(rival.audited(sold).violations())
                .extracting(Violation::rule)
                .containsExactly("what was acknowledged must be stored");
    }

    @Test
    void itsDatabaseCanBeMadeAnewOnceItIsClosed() throws SQLException {
        rival.book(4, 2, TIME);
        rival.close();
        database = RivalDatabase.create(postgres.port());
        rival = new PersistRival(database);

        assertThat(rival.book(4, 2, TIME).violations()).isEmpty();
    }
}
