package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evently.database.embedded.EmbeddedServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cluster-config/postgres/roles.sql}, run by psql as its first lines say, where there is a psql. */
class RolesScriptTest {

    private static final Path SCRIPT = Path.of("../cluster-config/postgres/roles.sql");

    private static final List<String> ROLES = List.of(
            "evently_app",
            "evently_api",
            "evently_projection",
            "evently_keys",
            "evently_analyst",
            "evently_operator",
            "evently_owner");

    @TempDir
    private Path folder;

    private String server;

    /** Without Evently's roles, and four databases that one user had to himself and has filled. */
    @BeforeEach
    void aServerOfSomebodyElses() throws SQLException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "psql"))),
                "no psql");
        server = EmbeddedServer.temporary().databases("evently").get(0).replace("/evently_0", "/postgres");
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            TestServer.execute(server, "drop database evently_" + shard);
        }
        for (String role : ROLES) {
            TestServer.execute(server, "drop owned by " + role, "drop role " + role);
        }
        TestServer.execute(server, "create role alone login password 'alone'");
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            TestServer.execute(server, "create database evently_" + shard + " owner alone");
        }
        Migrations.migrate(urls("alone", "alone"));
    }

    private List<String> urls(String user, String password) {
        List<String> urls = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            urls.add(server.replace("/postgres?", "/evently_" + shard + "?")
                    .replaceFirst("user=.*", "user=" + user + "&password=" + password));
        }
        return urls;
    }

    @Test
    void itMakesTheRolesAndTakesOverWhatOneUserHad() throws Exception {
        for (String time : List.of("first", "again")) {
            assertThat(run("an-app's-password", "an-api's-password")).as(time).isZero();
            assertThat(Files.readString(folder.resolve("said"))).as(time).doesNotContain("ERROR");
        }

        DatabaseRoles roles = DatabaseRoles.find(
                urls("evently_app", "an-app's-password"), urls("evently_api", "an-api's-password"), false);
        Migrations.migrate(roles.owner());
        roles.mustHold();

        try (Connection api = DriverManager.getConnection(
                urls("evently_api", "an-api's-password").get(2))) {
            assertThat(TestServer.rows(api, "select count(*) from bookings")).containsExactly("0");
            AccessTest.refuses(api, "set role evently_projection", "select * from event_journal");
        }
        assertThat(
                        TestServer.rows(
                                server.replace("/postgres?", "/evently_3?"),
                                """
                        select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                        where nspname in ('public', 'keys', 'analysis') and relowner <> 'evently_owner'::regrole
                        """))
                .isEmpty();
        assertThat(
                        TestServer.rows(
                                server,
                                """
                        select rolname from pg_roles where rolname like 'evently%'
                            and (rolsuper or rolcreaterole or rolcreatedb or rolreplication)
                        """))
                .isEmpty();
    }

    @Test
    void itAsksForPasswordsThatAreSome() throws Exception {
        assertThat(run("short", "an-api's-password")).as("what psql ends with").isEqualTo(3);
        assertThat(Files.readString(folder.resolve("said"))).contains("16 characters");
        assertThat(run(null, null)).as("without the files").isEqualTo(3);
        assertThat(Files.readString(folder.resolve("said"))).contains("16 characters");
        assertThatThrownBy(() ->
                        DriverManager.getConnection(urls("evently_app", "short").get(0)))
                .isInstanceOf(SQLException.class);
    }

    private int run(String appPassword, String apiPassword) throws IOException, InterruptedException {
        String[] parts = server.split("[/:?&=]+");
        ProcessBuilder psql = new ProcessBuilder(
                        "psql",
                        "-X",
                        "-q",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        parts[3],
                        "-U",
                        "postgres",
                        "-d",
                        "postgres",
                        "-f",
                        SCRIPT.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        psql.environment().put("PGPASSWORD", server.replaceFirst(".*password=", ""));
        give(psql, "EVENTLY_DATABASE_PASSWORD_FILE", "app", appPassword);
        give(psql, "EVENTLY_DATABASE_API_PASSWORD_FILE", "api", apiPassword);
        return psql.start().waitFor();
    }

    private void give(ProcessBuilder psql, String variable, String file, String password) throws IOException {
        if (password != null) {
            psql.environment()
                    .put(
                            variable,
                            Files.writeString(folder.resolve(file), password + "\n")
                                    .toString());
        }
    }
}
