package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.embedded.EmbeddedServer;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.rival.RivalDatabase;
import io.evently.loadtest.rival.http.RivalServerProcess;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.sut.Tokens;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The row lock behind HTTP under the bench's own load. */
class RowLockServerTest {

    private static final int CLIENTS = 16;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static EmbeddedServer postgres;
    private static RivalServerProcess process;
    private static RowLockServer server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws SQLException {
        postgres = EmbeddedServer.temporary();
        PgPass.learn(postgres.directory().getParent(), postgres.port());
        var database = RivalDatabase.create(postgres.port());
        ClusterSettings settings = ClusterSettings.embeddedOfShortLife(folder);
        process = RivalServerProcess.start(database, settings);
        // Whose processor time counts as PostgreSQL's is the same to this test.
        long pid = ProcessHandle.current().pid();
        server = new RowLockServer(process, database, pid, Buyer.some(20, new Tokens(settings.jwtSecret())));
    }

    @AfterAll
    static void stop() {
        process.close();
        postgres.close();
    }

    @Test
    void keepsWhatItAcknowledged() {
        server.warmUp(CLIENTS, Duration.ofMillis(300));
        MeasuredRun run = booked(3);

        assertThat(run.run().violations()).isEmpty();
        assertThat(run.run().clients()).isEqualTo(CLIENTS);
        assertThat(run.measured().byStatus()).containsOnlyKeys(201);
        assertThat(run.cost().server()).isPositive();
    }

    @Test
    void isComparedAtItsBestPoolWithWhatABookingCostsIt() {
        var tuned = new TunedServer(server, 1, CLIENTS, new BenchReport("a drawing"));
        tuned.findBest();
        tuned.run();
        Comparison comparison = tuned.beside("hot-event", booked(1));

        assertThat(comparison.rival()).matches("row lock behind HTTP, pool of [0-9]+ \\(its best\\)");
        assertThat(comparison.clean()).isTrue();
        assertThat(comparison.entry()).containsKeys("cpu_us_per_request", "rival_cpu_us_per_request", "rival_p99_ms");
    }

    /** Books until there is something, on whatever disk. */
    private static MeasuredRun booked(int events) {
        Duration time = Duration.ofMillis(300);
        MeasuredRun run = server.book(2, events, CLIENTS, time);
        while (run.measured().answered() == 0 && time.compareTo(LONGEST) < 0) {
            time = time.multipliedBy(2);
            run = server.book(2, events, CLIENTS, time);
        }
        return run;
    }
}
