package io.evently.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server that keeps its promises through every kind of kill; each test finds it running and leaves it so. */
class EmbeddedServerTest {

    @TempDir
    private static Path temporary;

    private static Path half;
    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void startWhereAFirstStartWasCutShort() throws IOException, SQLException {
        half = Files.createDirectories(temporary.resolve("data folder").resolve("postgres.new"));
        Files.writeString(half.resolve("PG_VERSION"), "18");
        folder = DataFolder.claim(temporary.resolve("data folder"));
        server = EmbeddedServer.start(folder);
        try (Connection connection =
                        DriverManager.getConnection(server.databases("evently").get(0));
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept (id int)");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void isDurableForThisMachineOnlyAndHasFourDatabases() throws SQLException {
        assertThat(server.databases("evently")).hasSize(4);
        for (String url : server.databases("evently")) {
            DriverManager.getConnection(url).close();
        }
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("full_page_writes")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting("unix_socket_directories")).isEmpty();
        assertThat(setting("max_connections")).isEqualTo("400");
        assertThat(setting("data_checksums")).isEqualTo("on");
    }

    @Test
    void keepsWhatWasCommittedWhenTheServerIsKilled() throws Exception {
        int rows = rowsAfterOneMore();

        kill(server.pid().orElseThrow());
        server = EmbeddedServer.start(folder);

        assertThat(rows()).isEqualTo(rows);
    }

    @Test
    void comesBackOnTheSamePortWhenItDiesUnderARunningEvently() throws Exception {
        try (DataFolder own = DataFolder.claim(temporary.resolve("watched"));
                EmbeddedServer watched = EmbeddedServer.start(own)) {
            watched.keepRunning();
            String url = watched.databases("evently").get(0);
            long before = watched.pid().orElseThrow();
            kill(before);

            long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (!answers(url)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(watched.pid()).isPresent().isNotEqualTo(Optional.of(before));
        }
    }

    private static boolean answers(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(1);
        } catch (SQLException away) {
            return false;
        }
    }

    @Test
    void stopsAServerThatOutlivedItsEvently() throws Exception {
        int rows = rowsAfterOneMore();
        long orphan = server.pid().orElseThrow();

        // What a kill of the JVM alone leaves behind: the lock is gone, the server runs.
        folder.close();
        folder = DataFolder.claim(temporary.resolve("data folder"));
        server = EmbeddedServer.start(folder);

        assertThat(server.pid().orElseThrow()).isNotEqualTo(orphan);
        assertThat(rows()).isEqualTo(rows);
        ProcessHandle.of(orphan).ifPresent(EmbeddedServerTest::awaitEnd);
    }

    @Test
    void isNotFooledByAProcessIdThatSomebodyElseHasNow() throws Exception {
        int rows = rowsAfterOneMore();
        Path pidFile = server.directory().resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(pidFile);
        kill(server.pid().orElseThrow());

        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);
        server = EmbeddedServer.start(folder);

        assertThat(rows()).isEqualTo(rows);
    }

    @Test
    void beganAnewAfterAFirstStartThatWasCutShort() {
        assertThat(half).doesNotExist();
    }

    @Test
    void refusesFilesOfAnotherVersionAndSaysSo() throws IOException {
        try (DataFolder other = DataFolder.claim(temporary.resolve("old"))) {
            Files.createDirectories(other.resolve("postgres"));
            Files.writeString(other.resolve("postgres").resolve("PG_VERSION"), "14\n");
            assertThatThrownBy(() -> EmbeddedServer.start(other))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("were made by PostgreSQL 14");
        }
    }

    @Test
    void refusesAPathThatAShellWouldChange() {
        try (DataFolder other = DataFolder.claim(temporary.resolve("a$HOME"))) {
            assertThatThrownBy(() -> EmbeddedServer.start(other))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("dollar signs");
        }
    }

    private static void kill(long pid) {
        ProcessHandle victim = ProcessHandle.of(pid).orElseThrow();
        victim.destroyForcibly();
        awaitEnd(victim);
    }

    private static void awaitEnd(ProcessHandle process) {
        assertThat(process.onExit()).succeedsWithin(Duration.ofMinutes(5));
    }

    private static int rowsAfterOneMore() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.databases("evently").get(0));
                Statement statement = connection.createStatement()) {
            statement.execute("insert into kept values (1)");
        }
        return rows();
    }

    private static int rows() throws SQLException {
        return Integer.parseInt(ask("select count(*) from kept"));
    }

    private static String setting(String name) throws SQLException {
        return ask("select current_setting('" + name + "')");
    }

    private static String ask(String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.databases("evently").get(0));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
