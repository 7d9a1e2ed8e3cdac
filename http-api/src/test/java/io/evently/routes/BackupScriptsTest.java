package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.RunningNode;
import io.evently.Script;
import io.evently.crypto.MasterKey;
import io.evently.crypto.MasterKeyRotation;
import io.evently.database.PrivateFile;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.http.server.RawClient.Answer;
import io.evently.projection.Rebuild;
import io.evently.user.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore as operators run them: of a sale that goes on, into another server, without the forgotten. */
class BackupScriptsTest {

    private static final String SECRET = "a secret of the tests, long enough!!";

    private static final String ADMIN_PASSWORD = "the admin of the tests";

    private static final String AN_EVENT =
            """
            {"name": "Backed up", "venue": "A hall", "eventDate": "2099-01-01T00:00:00Z", "totalCapacity": 100000,
             "basePrice": "1.00"}
            """;

    private final Tokens tokens = new Tokens(SECRET, Clock.systemUTC());

    @TempDir
    private Path folder;

    @Test
    void aSaleThatWasBackedUpGoesOnElsewhereAndWhomItForgotStaysForgotten() throws Exception {
        Path backups = folder.resolve("backups");
        Path first = folder.resolve("first");
        Path second = Files.createDirectory(folder.resolve("second"));
        Set<String> before;
        String event;
        try (RunningNode node = RunningNode.startIn(first, SECRET, ADMIN_PASSWORD)) {
            event = caller(node, Role.ADMIN).post("/v1/events", AN_EVENT).text("id");
            String forgotten = registered(node, "forgotten@example.org", "Fay Forgotten");
            registered(node, "remembered@example.org", "Rae Remembered");

            try (Sale sale = new Sale(node, event)) {
                Eventually.until(() -> sale.booked.size() > 20);
                before = Set.copyOf(sale.booked);
                assertThat(backup(first, backups.toString())).contains("made data-", "made keys-");
                int soFar = sale.booked.size();
                Eventually.until(() -> sale.booked.size() > soFar + 20);
            }
            forget(node, UUID.fromString(forgotten));
            assertThat(backup(first, "--keys", backups.toString())).doesNotContain("made data-");
            Files.copy(first.resolve("master.key"), second.resolve("master.key"));
        }

        Script restore = Script.run("restore.sh", dataIn(second), backups.toString());

        assertThat(restore.code()).as(restore.output()).isZero();
        assertThat(restore.output()).contains("Restored data-", "has 1 users; of 0 the keys came back");
        try (RunningNode node = RunningNode.startIn(second, SECRET, ADMIN_PASSWORD)) {
            assertThat(logIn(node, "remembered@example.org").status()).isEqualTo(201);
            assertThat(logIn(node, "forgotten@example.org").status()).isNotEqualTo(201);
            assertThat(caller(node, Role.ADMIN)
                            .get("/v1/users?email=remembered%40example.org")
                            .body())
                    .contains("Rae Remembered");
            assertThat(caller(node, Role.ADMIN)
                            .get("/v1/users?email=forgotten%40example.org")
                            .body())
                    .doesNotContain("Forgotten");
            for (String booking : before) {
                assertThat(caller(node, Role.ADMIN)
                                .get("/v1/events/" + event + "/bookings/" + booking)
                                .text("status"))
                        .isEqualTo("confirmed");
            }
            assertThat(caller(node, Role.USER)
                            .post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}")
                            .status())
                    .isEqualTo(201);
            tablesMustEqualAReplay(node);
        }
    }

    @Test
    void theScriptsSayWhatTheyDoNotDo() throws Exception {
        Path data = folder.resolve("data");
        Path backups = folder.resolve("backups");
        Script usage = Script.run("backup.sh", Map.of());
        assertThat(usage.code()).isEqualTo(2);
        assertThat(usage.output()).contains("backup.sh FOLDER");
        assertThat(Script.run("restore.sh", Map.of()).output()).contains("restore.sh FOLDER");
        refused(Script.run("backup.sh", dataIn(data), "--keep-keys", "0", backups.toString()), "--keep-keys must be");
        refused(Script.run("backup.sh", dataIn(data), "--all", backups.toString()), "There is no option --all");
        refused(Script.run("restore.sh", dataIn(data), "--replace"), "Name the folder");
        refused(Script.run("restore.sh", dataIn(data), backups.toString()), "There is no folder");
        RunningNode node = RunningNode.startIn(data, SECRET, ADMIN_PASSWORD);
        try {
            backup(data, backups.toString());
            refused(
                    Script.run("restore.sh", dataIn(data), "--replace", backups.toString()),
                    "is in use by another Evently");
            change(node, 2, "create schema evently_restore authorization evently_owner");
        } finally {
            node.stop();
        }
        refused(Script.run("restore.sh", dataIn(data), backups.toString()), "Database 0 is not empty");
        assertThatThrownBy(() -> RunningNode.startIn(data, SECRET, ADMIN_PASSWORD))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("A restore of database 2 was begun and not finished");
        Script replaced = Script.run("restore.sh", dataIn(data), "--replace", backups.toString());
        assertThat(replaced.code()).as(replaced.output()).isZero();
        try (RunningNode again = RunningNode.startIn(data, SECRET, ADMIN_PASSWORD)) {
            assertThat(logIn(again, "admin@evently.local", ADMIN_PASSWORD).status())
                    .isEqualTo(201);
        }
    }

    /** After a change of the master key older keys are of no use to anybody who has the new one alone. */
    @Test
    void keysThatTheMasterKeyAtHandDoesNotOpenReplaceNothing() throws Exception {
        Path data = folder.resolve("data");
        Path backups = folder.resolve("backups");
        Path masterKey = data.resolve("master.key");
        List<String> versions = new ArrayList<>();
        whileRunning(data, node -> {
            registered(node, "early@example.org", "Eve Early");
            backup(data, backups.toString());
            versions.add(MasterKey.in(masterKey).currentVersion());
            try (Shards shards = Shards.open(node.databases(), Shards.PoolSizes.DEFAULT)) {
                new MasterKeyRotation(shards, masterKey, Eventually.PATIENCE, said -> {}).run();
            }
            registered(node, "late@example.org", "Lea Late");
        });
        String before = versions.get(0);
        Path old = data.resolve("master.key." + before);

        Script refused = Script.run("restore.sh", dataIn(data), "--replace", backups.toString());

        refused(refused, masterKey.toString());
        assertThat(refused.output())
                .contains("version " + before, old.toString(), "Nothing was changed")
                .doesNotContain("did not come to its end");
        whileRunning(data, node -> {
            assertThat(logIn(node, "early@example.org").status()).isEqualTo(201);
            assertThat(logIn(node, "late@example.org").status()).isEqualTo(201);
        });

        Files.move(masterKey, folder.resolve("new.key"));
        refused(
                Script.run("restore.sh", dataIn(data), "--replace", backups.toString()),
                "There is no master key in " + data);
        assertThat(masterKey).as("a new one would open nothing").doesNotExist();
        Script restore = Script.run(
                "restore.sh",
                Map.of("EVENTLY_DATA_DIR", data.toString(), "EVENTLY_MASTER_KEY_FILE", old.toString()),
                "--replace",
                backups.toString());
        assertThat(restore.code()).as(restore.output()).isZero();
        assertThat(restore.output()).contains("Nodes need this master key from now on: " + old + ", version " + before);
        Files.copy(old, masterKey);
        whileRunning(data, node -> {
            assertThat(logIn(node, "early@example.org").status()).isEqualTo(201);
            assertThat(logIn(node, "late@example.org").status()).isEqualTo(401);
        });
    }

    /** To build takes minutes in a fresh clone. */
    @Test
    void aFolderThatOthersMayReadIsRefusedBeforeAnythingIsBuilt() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path built = folder.resolve("built");
        Path maven = Files.writeString(programs.resolve("mvn"), "#!/bin/sh\ntouch '" + built + "'\n");
        PrivateFile.setMode(maven, "rwx------");
        Map<String, String> inAFreshClone = Map.of(
                "CLASSPATH",
                "",
                "EVENTLY_LIB",
                folder.resolve("nothing").toString(),
                "PATH",
                programs + ":" + System.getenv("PATH"));

        for (String mode : List.of("rwxr-x---", "rwx---r-x")) {
            PrivateFile.setMode(open, mode);
            refused(Script.run("backup.sh", inAFreshClone, "--keep-keys", "2", open.toString()), "chmod 700 " + open);
        }
        assertThat(built).doesNotExist();

        PrivateFile.setMode(open, "rwx------");
        Script.run("backup.sh", inAFreshClone, open.toString());
        assertThat(built).exists();
    }

    /** Customers who book one seat each, one after the other, until it is closed. */
    private final class Sale implements AutoCloseable {

        private final Set<String> booked = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> customers;

        Sale(RunningNode node, String event) {
            customers = Stream.generate(() -> new Thread(() -> {
                        while (!over.get()) {
                            booked.add(caller(node, Role.USER)
                                    .post("/v1/events/" + event + "/bookings", "{\"quantity\": 1}")
                                    .text("id"));
                        }
                    }))
                    .limit(2)
                    .toList();
            customers.forEach(Thread::start);
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            for (Thread customer : customers) {
                customer.join();
            }
        }
    }

    private interface Use {
        void of(RunningNode node) throws Exception;
    }

    /** Closed, it would delete its data. */
    private static void whileRunning(Path data, Use use) throws Exception {
        RunningNode node = RunningNode.startIn(data, SECRET, ADMIN_PASSWORD);
        try {
            use.of(node);
        } finally {
            node.stop();
        }
    }

    private static Map<String, String> dataIn(Path data) {
        return Map.of("EVENTLY_DATA_DIR", data.toString());
    }

    private static String backup(Path data, String... arguments) {
        Script script = Script.run("backup.sh", dataIn(data), arguments);
        assertThat(script.code()).as(script.output()).isZero();
        return script.output();
    }

    private static void refused(Script script, String why) {
        assertThat(script.code()).as(script.output()).isEqualTo(1);
        assertThat(script.output()).contains(why);
    }

    private static String registered(RunningNode node, String email, String name) {
        return stranger(node)
                .post(
                        "/v1/users",
                        "{\"email\": \"%s\", \"name\": \"%s\", \"password\": \"correct horse battery\"}"
                                .formatted(email, name))
                .text("id");
    }

    private static Answer logIn(RunningNode node, String email) {
        return logIn(node, email, "correct horse battery");
    }

    private static Answer logIn(RunningNode node, String email, String password) {
        return stranger(node)
                .post("/v1/sessions", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    /** What throwing the key away does in the database. */
    private static void forget(RunningNode node, UUID user) throws SQLException {
        change(
                node,
                Shards.shardOf(user),
                "delete from keys.user_keys where user_id = '" + user + "'",
                "insert into keys.forgotten (user_id, forgotten_at) values ('" + user + "', now())");
    }

    private static void change(RunningNode node, int shard, String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(node.databases().get(shard));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Made anew from the journals, they are what they were. */
    private static void tablesMustEqualAReplay(RunningNode node) throws SQLException {
        Eventually.until(() -> rows(
                        node,
                        """
                        select not exists (
                            select from event_journal e, projection_positions p
                            where p.projection = 'tables' and (e.tx, e.ordering) > (p.tx, p.ordering))
                        """)
                .equals(List.of("t", "t", "t", "t")));
        String content =
                """
                select (select md5(string_agg(b::text, '' order by id)) from bookings b) ||
                    (select md5(string_agg(e::text, '' order by id)) from events e) ||
                    (select md5(string_agg(u::text, '' order by id)) from users u)
                """;
        List<String> restored = rows(node, content);

        try (Shards shards = Shards.open(node.databases(), Shards.PoolSizes.DEFAULT)) {
            Rebuild.run(shards);
        }

        assertThat(rows(node, content)).isEqualTo(restored);
    }

    /** The first column of the first row, of each database. */
    private static List<String> rows(RunningNode node, String query) {
        List<String> rows = new ArrayList<>();
        for (String url : node.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                rows.add(String.valueOf(row.getString(1)));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return rows;
    }

    private Caller caller(RunningNode node, Role role) {
        UUID id = UUID.randomUUID();
        return new Caller(address(node), id, tokens.issue(new Principal(id, role), Duration.ofHours(1)));
    }

    private static Caller stranger(RunningNode node) {
        return new Caller(address(node), null, null);
    }

    private static String address(RunningNode node) {
        return "http://127.0.0.1:" + node.port();
    }
}
