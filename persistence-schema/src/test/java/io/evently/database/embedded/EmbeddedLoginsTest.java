package io.evently.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.ConnectionLimits;
import io.evently.database.JournalEpoch;
import io.evently.database.Migrations;
import io.evently.database.Partitions;
import io.evently.database.ServerState;
import io.evently.database.Shards;
import io.evently.database.TestServer;
import io.evently.tables.ForeignKeys;
import io.evently.tables.journal.OpenTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** security 8 and 19: who gets into the embedded server, and what they may there. */
class EmbeddedLoginsTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @TempDir
    private Path temporary;

    @Test
    void nobodyEntersWithoutAPassword() {
        int port = TestServer.get().port();
        for (String role : List.of("postgres", "evently_owner", "evently_app", "evently_api", "nobody")) {
            for (String password : List.of("", "&password=postgres", "&password=" + role)) {
                assertThatThrownBy(() -> DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + port + "/evently_0?user=" + role + password))
                        .as(role + password)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password");
            }
        }
    }

    @Test
    void peopleFindTheSuperusersPasswordWhereLibpqLooksForIt() throws Exception {
        Path pgpass = dataFolder(TestServer.get()).resolve("pgpass");
        String[] fields = Files.readString(pgpass).strip().split(":");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pgpass)))
                .isEqualTo("rw-------");
        assertThat(fields).hasSize(5).startsWith("127.0.0.1", "*", "*", "postgres");
        assertThat(TestServer.get().psql())
                .isEqualTo("PGPASSFILE='" + pgpass + "' psql -h 127.0.0.1 -p "
                        + TestServer.get().port() + " -U postgres evently_0");
        String url = "jdbc:postgresql://127.0.0.1:" + TestServer.get().port() + "/evently_0";
        try (Connection connection = DriverManager.getConnection(url, "postgres", fields[4])) {
            assertThat(TestServer.rows(connection, "select rolsuper from pg_roles where rolname = current_user"))
                    .containsExactly("t");
        }
    }

    @Test
    void noUrlOfEventlysOwnHasAPasswordInIt() {
        assertThat(TestServer.get().applicationUrls())
                .containsExactlyElementsOf(urlsOf("evently_app&options=-c+role%3Devently_projection"))
                .hasSize(4);
        assertThat(TestServer.get().ownerUrls()).containsExactlyElementsOf(urlsOf("evently_owner"));
    }

    private static List<String> urlsOf(String role) {
        return List.of(0, 1, 2, 3).stream()
                .map(shard -> "jdbc:postgresql://127.0.0.1:" + TestServer.get().port() + "/evently_" + shard + "?user="
                        + role)
                .toList();
    }

    @Test
    void theApplicationReadsAndWritesRowsAndNothingElse() throws Exception {
        Migrations.migrate(TestServer.get().ownerUrls());
        try (Connection application = connect(TestServer.get().applicationUrls().get(1))) {
            execute(application, "insert into cluster_members values ('roles', now())");
            execute(application, "update cluster_members set seen_at = now() where address = 'roles'");
            execute(application, "delete from cluster_members where address = 'roles'");
            assertThat(Partitions.ensure(application)).isNotNegative();
            assertThat(Partitions.dropOldAttempts(application, System.currentTimeMillis() * 1_000, 90))
                    .isNotNegative();
            assertThatCode(() -> ServerState.read(application)).doesNotThrowAnyException();
            assertThat(JournalEpoch.isForeign(application)).isFalse();
            assertThat(ForeignKeys.mayDispense(application)).isTrue();

            for (String more : List.of(
                    "truncate cluster_members",
                    "drop table cluster_members",
                    "create table mine (id int)",
                    "alter table events disable trigger all",
                    "delete from flyway_schema_history",
                    "select pg_read_file('/etc/hostname')",
                    "copy (select 1) to program 'true'",
                    "create role another superuser",
                    "alter system set fsync = off")) {
                assertThatThrownBy(() -> execute(application, more))
                        .as(more)
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo(INSUFFICIENT_PRIVILEGE));
            }
        }
    }

    /** Whose transaction it is that holds back the tables: else a stranger's could not be named. */
    @Test
    void theApplicationSeesWhoseTransactionsAreOpen() throws Exception {
        try (Connection superuser = DriverManager.getConnection(
                        TestServer.get().databases("evently").get(2));
                Connection application =
                        connect(TestServer.get().applicationUrls().get(1))) {
            superuser.setAutoCommit(false);
            TestServer.rows(superuser, "select pg_current_xact_id()");

            assertThat(OpenTransactions.oldest(application))
                    .anyMatch(session -> session.contains("of postgres in evently_2"));
            superuser.rollback();
        }
    }

    @Test
    void theOwnerMakesTablesAndIsNoSuperuser() throws Exception {
        try (Connection owner = connect(TestServer.get().ownerUrls().get(3))) {
            execute(owner, "create table of_the_owner (id int)");
            execute(owner, "drop table of_the_owner");
            assertThatThrownBy(() -> execute(owner, "select pg_read_file('/etc/hostname')"))
                    .isInstanceOf(SQLException.class);
            assertThat(TestServer.rows(
                            owner, "select count(*) from pg_roles where rolsuper and rolname like 'evently%'"))
                    .containsExactly("0");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itsProcessesInheritNothingOfTheEnvironmentButWhatTheyNeed() throws IOException {
        // Made by the shell that pg_ctl uses.
        Set<String> harmless =
                Set.of("PATH", "HOME", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ", "PWD", "OLDPWD", "SHLVL", "_");
        Set<String> ours = new TreeSet<>(System.getenv().keySet());
        ours.removeAll(harmless);
        assertThat(ours).as("what could be inherited").isNotEmpty();

        Path environment = Path.of("/proc", TestServer.get().pid().orElseThrow().toString(), "environ");
        Set<String> theirs = Arrays.stream(new String(Files.readAllBytes(environment), UTF_8).split("\0"))
                .map(variable -> variable.split("=", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(theirs).contains("PATH").doesNotContainAnyElementsOf(ours);
    }

    /** Trusting everybody on this machine, all of it the superuser's: what an Evently before this one left behind. */
    @Test
    void anOldDataFolderKeepsItsDataAndGetsPasswordsAndOwners() throws Exception {
        try (DataFolder folder = DataFolder.claim(temporary.resolve("old"))) {
            Path orphans = anOldServerRunsIn(folder);
            assertThat(orphans).exists();

            try (EmbeddedServer server = EmbeddedServer.start(folder)) {
                assertThatThrownBy(() -> DriverManager.getConnection(trusting(server.port(), "evently_0")))
                        .hasMessageContaining("password");
                Migrations.migrate(server.ownerUrls());
                for (String url : server.applicationUrls()) {
                    try (Connection application = connect(url)) {
                        assertThat(TestServer.rows(application, "select address from cluster_members"))
                                .containsExactly("from before");
                        execute(application, "insert into cluster_members values ('from now on', now())");
                        assertThat(Partitions.ensure(application)).isZero();
                        assertThat(
                                        TestServer.rows(
                                                application,
                                                """
                                        select relname from pg_class
                                        where relnamespace = 'public'::regnamespace
                                            and relowner <> 'evently_owner'::regrole
                                        """))
                                .isEmpty();
                    }
                }
            }
            // Once more, as after any restart.
            try (EmbeddedServer server = EmbeddedServer.start(folder);
                    Connection application = connect(server.applicationUrls().get(3))) {
                assertThat(TestServer.rows(application, "select count(*) from cluster_members"))
                        .containsExactly("2");
            }
        }
    }

    @Test
    void aLostPasswordFileIsMadeAnew() throws Exception {
        try (DataFolder folder = DataFolder.claim(temporary.resolve("lost"))) {
            EmbeddedServer.start(folder).close();
            String before = Files.readString(folder.resolve("pgpass"));
            Files.delete(folder.resolve("pgpass"));
            Files.delete(folder.resolve("evently_app.password"));

            try (EmbeddedServer server = EmbeddedServer.start(folder)) {
                assertThat(Files.readString(folder.resolve("pgpass"))).isNotEqualTo(before);
                DriverManager.getConnection(server.databases("evently").get(0)).close();
                connect(server.applicationUrls().get(0)).close();
            }
        }
    }

    private static Path anOldServerRunsIn(DataFolder folder) throws IOException, SQLException {
        var programs = new PostgresPrograms(PostgresBinaries.unpacked());
        Path directory = folder.resolve("postgres");
        List<String> initialisation = List.of(
                "--pgdata=" + directory,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        assertThat(programs.run("initdb", initialisation).ok()).isTrue();
        int port = EmbeddedServer.freePort();
        String settings = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";
        assertThat(programs.run(
                                "pg_ctl",
                                List.of(
                                        "-D",
                                        directory.toString(),
                                        "-l",
                                        folder.resolve("old.log").toString(),
                                        "-w",
                                        "-o",
                                        settings,
                                        "start"))
                        .ok())
                .isTrue();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            String database = "evently_" + shard;
            TestServer.execute(trusting(port, "postgres"), "create database " + database);
            Flyway.configure()
                    .dataSource(trusting(port, database), null, null)
                    .locations("classpath:db/migration")
                    .target("20")
                    .load()
                    .migrate();
            TestServer.execute(
                    trusting(port, database),
                    "select ensure_partitions(now(), 3, 8)",
                    "insert into cluster_members values ('from before', now())");
        }
        return directory.resolve("postmaster.pid");
    }

    private static String trusting(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    private static Connection connect(String url) throws SQLException {
        return ConnectionLimits.connect(url, "test", ConnectionLimits.SHORT);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Path dataFolder(EmbeddedServer server) {
        return server.directory().getParent();
    }
}
