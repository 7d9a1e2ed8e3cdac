package io.evently;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.routes.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who asks Evently for something leaves nothing of themselves on a disk that could be read without their key: not in data
 * files, log, dumps or snapshots, nor in what others are shown. A word in the name of an event, which everybody may read,
 * shows that it would be found.
 */
class PeopleCanaryTest {

    /** The routes that throw a person's key away, and give them what is held, once they are in the contract. */
    private static final String CONTRACT = "openapi.yaml";

    @TempDir
    private Path folder;

    @Test
    void nothingOfAPersonReachesADiskOrAnotherAndNothingComesBack() throws Exception {
        Path data = folder.resolve("data");
        Path backups = folder.resolve("backups");
        Path second = Files.createDirectory(folder.resolve("second"));
        String event;
        try (CanaryNode node = CanaryNode.start(data, Files.createDirectory(folder.resolve("logs")))) {
            CanaryPerson person = new CanaryPerson(node);
            String token = person.registersAndLogsIn();
            event = person.books(token);
            person.says(token, event);
            List<String> shown = person.shownToOthers();
            provokeACheck(node);
            reachTheDisk(node, event);
            script("backup.sh", data, backups.toString());

            look(node, backups, shown);

            forget(node, person, token);
            script("backup.sh", data, "--keys", backups.toString());
            String forgottenIn = event;
            Eventually.until(() -> person.isForgotten(forgottenIn, canForget()));
            Files.copy(data.resolve("master.key"), second.resolve("master.key"));
        }

        script("restore.sh", second, "--data", oldestDataIn(backups), backups.toString());

        Path logs = Files.createDirectory(folder.resolve("logs-of-the-restored"));
        try (CanaryNode node = CanaryNode.start(second, logs)) {
            CanaryPerson person = new CanaryPerson(node);
            Eventually.until(() -> person.isForgotten(event, canForget()));
        }
        assertThat(people().in(logs)).isEmpty();
    }

    private static CanarySearch people() throws IOException {
        return new CanarySearch()
                .word("a person's word", CanaryPerson.MARK)
                .word("base64 of a person's word", base64(CanaryPerson.MARK + "Mail"))
                .word("IPv4", CanaryPerson.IPV4)
                .word("IPv6", CanaryPerson.IPV6)
                // As PostgreSQL keeps an inet: its family, the length of its network, its bytes.
                .bytes("IPv4 as inet", new byte[] {2, 32, (byte) 198, 51, 100, (byte) 213})
                .bytes("IPv6 as inet", InetAddress.getByName(CanaryPerson.IPV6).getAddress());
    }

    private static String base64(String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** Of a row that PostgreSQL refuses it logs the sentence, and nothing of the row. */
    private static void provokeACheck(CanaryNode node) throws SQLException {
        try (Connection superuser = node.superuser(0);
                PreparedStatement insert = superuser.prepareStatement(
                        """
                        insert into booking_attempts (id, event_id, user_id, quantity, result, failure_reason, attempted_at)
                        values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'success', ?, now())
                        """)) {
            insert.setString(1, CanaryPerson.MARK + "Check");
            assertThat(insert.executeUpdate())
                    .as("a row that no constraint wants")
                    .isNegative();
        } catch (SQLException refused) {
            assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo("23514");
        }
    }

    /** Tables, attempts and snapshots are written, and every page of them. */
    private static void reachTheDisk(CanaryNode node, String event) throws SQLException {
        int shard = Shards.shardOf(UUID.fromString(event));
        Eventually.until(() -> count(
                                node,
                                shard,
                                """
                                select count(*) from event_journal e, projection_positions p
                                where p.projection = 'tables' and (e.tx, e.ordering) > (p.tx, p.ordering)
                                """)
                        == 0
                && count(node, shard, "select count(*) from booking_attempts where event_id = '" + event + "'") == 3
                && count(node, shard, "select count(*) from snapshot where persistence_id = 'Event|" + event + "'")
                        > 0);
        try (Connection superuser = node.superuser(0);
                Statement statement = superuser.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    private static long count(CanaryNode node, int shard, String query) {
        try (Connection superuser = node.superuser(shard);
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void look(CanaryNode node, Path backups, List<String> shown) throws Exception {
        CanarySearch people = people();
        CanarySearch control = new CanarySearch().word("the control", CanaryPerson.CONTROL);
        SoftAssertions all = new SoftAssertions();
        Map<String, Path> places = Map.of(
                "data files", node.postgres().resolve("base"),
                "WAL", node.postgres().resolve("pg_wal"),
                "PostgreSQL's log", node.postgres().resolve("log"),
                "dumps", backups,
                "logs", folder.resolve("logs"));
        places.forEach(
                (place, path) -> all.assertThat(people.in(path)).as(place).isEmpty());
        for (String place : List.of("data files", "WAL", "dumps")) {
            all.assertThat(control.in(places.get(place)))
                    .as("the control in " + place)
                    .isNotEmpty();
        }
        byte[] snapshots = snapshots(node);
        all.assertThat(people.in("snapshots", snapshots)).isEmpty();
        all.assertThat(control.in("snapshots", snapshots))
                .as("the control in snapshots")
                .isNotEmpty();
        for (String answer : shown) {
            all.assertThat(people.in(answer.substring(0, answer.indexOf(' ')), answer.getBytes(UTF_8)))
                    .isEmpty();
        }
        all.assertThat(new CanarySearch()
                        .word("the refusal", "chk_attempt_reason")
                        .in(places.get("PostgreSQL's log")))
                .as("the refused row is logged")
                .isNotEmpty();
        all.assertThat(new CanarySearch().word("a request", "/v1/users").in(places.get("logs")))
                .as("requests are logged")
                .isNotEmpty();
        all.assertAll();
    }

    /** As their events read them, whatever PostgreSQL did to them. */
    private static byte[] snapshots(CanaryNode node) throws SQLException, IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection superuser = node.superuser(shard);
                    Statement statement = superuser.createStatement();
                    ResultSet rows = statement.executeQuery("select snapshot_payload from snapshot")) {
                while (rows.next()) {
                    all.write(rows.getBytes(1));
                }
            }
        }
        return all.toByteArray();
    }

    private static boolean canForget() {
        try (var contract = PeopleCanaryTest.class.getClassLoader().getResourceAsStream(CONTRACT)) {
            return new String(contract.readAllBytes(), UTF_8)
                    .replaceAll("(?s).*\\n  /v1/users/me:\\n(.*?)\\n  /.*", "$1")
                    .contains("\n    delete:");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** By the route; where there is none yet, by what it does in the database. */
    private static void forget(CanaryNode node, CanaryPerson person, String token) throws SQLException {
        if (canForget()) {
            CanaryPerson.answered(person.ask("DELETE", "/v1/users/me", null, CanaryPerson.bearer(token)), 204);
            return;
        }
        UUID user = UUID.fromString(person.ask("GET", "/v1/users/me", null, CanaryPerson.bearer(token))
                .json()
                .path("id")
                .asText());
        try (Connection superuser = node.superuser(Shards.shardOf(user));
                Statement statement = superuser.createStatement()) {
            statement.execute("select keys.forget('" + user + "', null)");
        }
    }

    private static String oldestDataIn(Path backups) throws IOException {
        try (Stream<Path> all = Files.list(backups)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("data-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void script(String name, Path data, String... arguments) {
        Script script = Script.run(name, Map.of("EVENTLY_DATA_DIR", data.toString()), arguments);
        assertThat(script.code()).as(script.output()).isZero();
    }
}
