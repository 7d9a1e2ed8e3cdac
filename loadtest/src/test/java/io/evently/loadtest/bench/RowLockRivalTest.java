package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.EmbeddedServer;
import io.evently.loadtest.rival.Run;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowLockRivalTest {

    private static EmbeddedServer postgres;

    @BeforeAll
    static void startPostgres() {
        postgres = EmbeddedServer.temporary();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @Test
    void theRivalBooksAndKeepsWhatItAcknowledged() throws SQLException {
        Run run = RowLockRival.create(postgres.port()).run(4, Duration.ofMillis(300));

        assertThat(run.violations()).isEmpty();
        assertThat(run.perSecond()).isPositive();
        assertThat(run.latencies().getTotalCount()).isPositive();
        assertThat(run.clients()).isEqualTo(4);
    }

    @Test
    void itsDatabaseIsMadeAnewEachTime() throws SQLException {
        RowLockRival.create(postgres.port());
        assertThat(RowLockRival.create(postgres.port())
                        .run(1, Duration.ofMillis(50))
                        .violations())
                .isEmpty();
    }
}
