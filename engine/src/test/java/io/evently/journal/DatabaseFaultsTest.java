package io.evently.journal;

import static io.evently.journal.JournalRows.ask;
import static io.evently.journal.JournalRows.execute;
import static io.evently.journal.JournalRows.failure;
import static io.evently.journal.JournalRows.write;
import static io.evently.journal.JournalRows.writers;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Migrations;
import io.evently.database.embedded.EmbeddedServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commits on a server of the test's own, which is killed, or waits for a replica that there is not. */
class DatabaseFaultsTest {

    private static EmbeddedServer server;
    private static String url;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.temporary();
        server.keepRunning();
        List<String> urls = server.databases("faults");
        Migrations.migrate(urls);
        url = urls.get(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JournalWriter writer(Duration patience) {
        return new JournalWriter(
                url, "test", new JournalWriter.Limits(400, 1_000, patience, JournalRows.PATIENCE), Runnable::run);
    }

    @Test
    void aServerThatDiesAndComesBackIsNoticedByNobody() throws SQLException {
        try (JournalWriter writer = writer(JournalRows.PATIENCE)) {
            List<String> failed = new ArrayList<>();
            List<PendingWrite> writes = new ArrayList<>();
            long killed = server.pid().orElseThrow();
            int number = 0;
            for (int afterwards = 0; afterwards < 20; afterwards += isAnotherThan(killed) ? 1 : 0) {
                number++;
                writes.clear();
                for (int entity = 0; entity < 20; entity++) {
                    writes.add(write(writer, "Event|killed-" + entity, number, "mine"));
                }
                if (number == 20) {
                    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
                }
                writes.stream()
                        .map(JournalRows::failure)
                        .filter(each -> each != null)
                        .forEach(each -> failed.add(each.toString()));
            }
            assertThat(failed).isEmpty();
            for (int entity = 0; entity < 20; entity++) {
                assertThat(writers(url, "Event|killed-" + entity)).hasSize(number);
            }
        }
    }

    /** Neither the killed server, which commits a last batch now and then, nor none at all. */
    private static boolean isAnotherThan(long killed) {
        return server.pid().filter(pid -> pid != killed).isPresent();
    }

    @Test
    void aWaitForTheReplicaThatIsCancelledIsNoSuccess() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread cancelling = new Thread(() -> cancelWaits(stop));
        try (JournalWriter writer = writer(Duration.ofSeconds(2))) {
            assertThat(failure(write(writer, "Event|replicated", 1, "mine"))).isNull();
            standby("nobody");
            cancelling.start();
            assertThat(failure(write(writer, "Event|replicated", 2, "mine"))).isInstanceOf(OutcomeUnknown.class);
            // It is there, but only here.
            assertThat(writers(url, "Event|replicated")).hasSize(2);
            standby("");
            assertThat(failure(write(writer, "Event|replicated", 3, "mine"))).isNull();
        } finally {
            stop.set(true);
            cancelling.join();
            standby("");
        }
    }

    @Test
    void aReplicaThatIsAwayDoesNotUseUpTheServersProcesses() throws Exception {
        try (JournalWriter writer = new JournalWriter(
                url,
                "hanging",
                new JournalWriter.Limits(400, 1_000, Duration.ofSeconds(6), Duration.ofMillis(500)),
                Runnable::run)) {
            assertThat(failure(write(writer, "Event|hanging", 1, "mine"))).isNull();
            standby("nobody");
            assertThat(failure(write(writer, "Event|hanging", 2, "mine"))).isInstanceOf(OutcomeUnknown.class);
            assertThat(ask(
                            url,
                            "select count(*) from pg_stat_activity where application_name = 'evently hanging'"
                                    + " and state = 'active'"))
                    .containsExactly("2");
            standby("");
            assertThat(failure(write(writer, "Event|hanging", 3, "mine"))).isNull();
        } finally {
            standby("");
        }
    }

    private static void cancelWaits(AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                execute(
                        url,
                        "select pg_cancel_backend(pid), pg_sleep(0.02) from pg_stat_activity where wait_event = 'SyncRep'");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when the server waits for it. */
    private static void standby(String name) throws SQLException {
        execute(url, "alter system set synchronous_standby_names = '%s'".formatted(name), "select pg_reload_conf()");
        long end = System.nanoTime() + JournalRows.PATIENCE.toNanos();
        while (!ask(url, "select setting from pg_settings where name = 'synchronous_standby_names'")
                .equals(List.of(name))) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
