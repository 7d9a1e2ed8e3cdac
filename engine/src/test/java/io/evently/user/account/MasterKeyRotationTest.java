package io.evently.user.account;

import static io.evently.user.account.TwoNodesOfUsers.HERE;
import static io.evently.user.account.TwoNodesOfUsers.PASSWORD;
import static io.evently.user.account.TwoNodesOfUsers.address;
import static io.evently.user.account.TwoNodesOfUsers.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndexRotation;
import io.evently.crypto.MasterKey;
import io.evently.crypto.MasterKeyAtHand;
import io.evently.crypto.MasterKeyRotation;
import io.evently.crypto.RotationPaused;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.event.actor.TestNode;
import io.evently.tables.WrappedKey;
import io.evently.user.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 3: the master key is changed on a real PostgreSQL, while people register, log in and are read. */
class MasterKeyRotationTest {

    private static final Duration PATIENCE = Eventually.PATIENCE;

    @TempDir
    private Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void nothingFailsMeanwhileAndTheOldFileIsUselessAfterwards() throws Exception {
        try (TwoNodesOfUsers nodes = new TwoNodesOfUsers("rotation", folder)) {
            Person early = nodes.register("early@example.org", Role.USER);
            Path file = folder.resolve("master.key");
            Path old = Files.copy(file, folder.resolve("old.key"));
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<List<Person>> sale =
                    CompletableFuture.supplyAsync(() -> registerAndLogInUntil(nodes, over));

            new MasterKeyRotation(nodes.shards, file, PATIENCE, said::add).run();
            over.set(true);
            List<Person> registered = Eventually.answer(sale);

            assertThat(registered).hasSizeGreaterThan(3);
            registered.add(early);
            MasterKey fresh = MasterKey.in(file);
            assertThat(fresh.versions())
                    .hasSize(1)
                    .isNotEqualTo(MasterKey.in(old).versions());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("r--------");
            UserKeys withOld = new UserKeys(nodes.shards, MasterKey.in(old), shard -> Runnable::run);
            UserKeys withNew = new UserKeys(nodes.shards, fresh, shard -> Runnable::run);
            for (Person person : registered) {
                assertThatThrownBy(() -> withOld.find(person.id()).join()).isInstanceOf(CompletionException.class);
                assertThat(withNew.find(person.id()).join()).isPresent();
                assertThat(now(nodes.behind.get(person.id())).email()).isEqualTo(person.email());
                assertThat(nodes.logIn(nodes.ahead, person.email()).userId()).isEqualTo(person.id());
            }
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                assertThat(nodes.rows(
                                shard,
                                "select master_version from keys.user_keys union"
                                        + " select master_version from keys.service_keys"))
                        .isSubsetOf(fresh.currentVersion());
            }
            assertThatThrownBy(withOld::masterKeyMustFit).isInstanceOf(StartupRefused.class);
            assertThatThrownBy(() -> ServiceKeys.start(nodes.first.system(), nodes.shards, MasterKey.in(old)))
                    .isInstanceOf(StartupRefused.class);
            withNew.masterKeyMustFit();
            assertThat(said).last().asString().contains(fresh.currentVersion());
        }
    }

    private static List<Person> registerAndLogInUntil(TwoNodesOfUsers nodes, AtomicBoolean over) {
        List<Person> registered = new ArrayList<>();
        while (!over.get()) {
            String email = "buyer" + registered.size() + "@example.org";
            Users node = registered.size() % 2 == 0 ? nodes.ahead : nodes.behind;
            Person person = now(node.register(address(email), "Buyer", PASSWORD, Role.USER));
            registered.add(person);
            assertThat(now(nodes.behind.login(address(email), PASSWORD, HERE)).userId())
                    .isEqualTo(person.id());
            assertThat(now(nodes.ahead.get(registered.get(0).id())).name()).isEqualTo("Buyer");
            assertThat(now(nodes.behind.find(address(email)))).contains(person);
        }
        return registered;
    }

    @Test
    void brokenOffAnywhereItGoesOnFromThere() throws Exception {
        List<String> urls = TestNode.databases("rotation_resumed");
        Path file = folder.resolve("master.key");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            started(urls, shards);
            UUID user = UUID.randomUUID();
            Eventually.answer(new UserKeys(shards, MasterKey.in(file), shard -> Runnable::run).make(user));
            // Keys from before there were versions are among them.
            execute(urls.get(Shards.shardOf(user)), "update keys.user_keys set master_version = null");
            String before = Files.readString(file);

            nodeThatHasReadNothing(urls);
            assertThatThrownBy(() -> rotation(shards, file).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContaining("other.example:25520");
            String added = Files.readString(file);
            assertThat(added).startsWith(before).hasLineCount(2);
            assertThatThrownBy(() -> rotation(shards, file).run()).isInstanceOf(RotationPaused.class);
            assertThat(Files.readString(file)).as("the same key").isEqualTo(added);

            List<String> versions = MasterKey.in(file).versions();
            noted(urls, versions.get(0), versions);
            assertThatThrownBy(() -> rotation(shards, file).run()).isInstanceOf(RotationPaused.class);
            String turned = Files.readString(file);
            assertThat(turned).endsWith(before).hasLineCount(2);
            assertThatThrownBy(() -> rotation(shards, file).run()).isInstanceOf(RotationPaused.class);
            assertThat(Files.readString(file)).isEqualTo(turned);
            assertThat(rows(urls.get(0), "select version from keys.retired_master_keys"))
                    .as("a node still wraps with the old one")
                    .isEmpty();

            noted(urls, versions.get(1), versions);
            assertThatThrownBy(() -> rotation(shards, file).run()).isInstanceOf(RotationPaused.class);
            assertThat(Files.readString(file)).hasLineCount(1).doesNotContain(before.strip());

            // As if it had been broken off before the old one was taken out.
            overwrite(file, turned);
            noted(urls, versions.get(1), List.of(versions.get(1)));
            rotation(shards, file).run();

            assertThat(MasterKey.in(file).versions()).containsExactly(versions.get(1));
            assertThat(Eventually.answer(new UserKeys(shards, MasterKey.in(file), shard -> Runnable::run).find(user)))
                    .isPresent();
            assertThat(rows(urls.get(Shards.shardOf(user)), "select distinct master_version from keys.user_keys"))
                    .containsExactly(versions.get(1));
            assertThat(kept(file, versions.get(0))).hasContent(before);
        }
    }

    @Test
    void theOldKeyIsKeptInAFileOfItsOwnWhichBackupsOfBeforeNeed() throws Exception {
        List<String> urls = TestNode.databases("rotation_kept");
        Path file = folder.resolve("master.key");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            started(urls, shards);
            UUID user = UUID.randomUUID();
            Eventually.answer(new UserKeys(shards, MasterKey.in(file), shard -> Runnable::run).make(user));
            List<String> backedUp =
                    rows(urls.get(Shards.shardOf(user)), "select encode(wrapped_key, 'hex') from keys.user_keys");
            String before = Files.readString(file);
            String old = MasterKey.in(file).currentVersion();

            rotation(shards, file).run();
            String second = MasterKey.in(file).currentVersion();
            rotation(shards, file).run();

            assertThat(kept(file, old)).hasContent(before);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept(file, old))))
                    .isEqualTo("r--------");
            assertThat(said)
                    .filteredOn(sentence -> sentence.contains("backups of before"))
                    .hasSize(2)
                    .satisfiesExactly(
                            first -> assertThat(first).contains(kept(file, old).toString()),
                            next -> assertThat(next).contains(kept(file, second).toString()));
            WrappedKey ofTheBackup = new WrappedKey(HexFormat.of().parseHex(backedUp.get(0)), old);
            assertThat(new MasterKeyAtHand(Optional.of(kept(file, old)), folder).opens(user, ofTheBackup))
                    .isTrue();
            assertThat(new MasterKeyAtHand(Optional.empty(), folder).opens(user, ofTheBackup))
                    .isFalse();
        }
    }

    @Test
    void whereTheOldKeyCannotBeKeptNothingIsChanged() throws Exception {
        List<String> urls = TestNode.databases("rotation_not_kept");
        Path own = Files.createDirectory(folder.resolve("own"));
        Path file = own.resolve("master.key");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            started(urls, shards);
            Files.copy(folder.resolve("master.key"), file);
            String before = Files.readString(file);
            Path taken = Files.writeString(kept(file, MasterKey.in(file).currentVersion()), "something else");

            assertThatThrownBy(() -> rotation(shards, file).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContainingAll(taken.toString(), "holds something else");
            assertThat(taken).hasContent("something else");
            assertThat(file).hasContent(before);

            // Root may write into any folder; nobody writes beside a name that leaves no room for a longer one.
            Path alone = Files.copy(file, own.resolve("m".repeat(250)));
            assertThatThrownBy(() -> rotation(shards, alone).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContainingAll("cannot be written here", "Keep a copy", "add a second line");
            assertThat(alone).hasContent(before);
            assertThat(said).isEmpty();
            assertThat(rows(urls.get(0), "select version from keys.retired_master_keys"))
                    .isEmpty();
        }
    }

    private static Path kept(Path file, String version) {
        return file.resolveSibling("master.key." + version);
    }

    @Test
    void ofTwoAtOnceTheSecondSaysWhoWorksAndDoesNothing() throws Exception {
        List<String> urls = TestNode.databases("rotation_twice");
        Path file = folder.resolve("master.key");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
                Shards others = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            started(urls, shards);
            List<String> refused = new ArrayList<>();

            new MasterKeyRotation(shards, file, Duration.ZERO, sentence -> {
                        String before = MasterKey.in(file).versions().toString();
                        assertThatThrownBy(() -> rotation(others, file).run())
                                .isInstanceOf(RotationPaused.class)
                                .hasMessageMatching("Another rotation works now \\(PostgreSQL process \\d+, from .*,"
                                        + " connected since 2.*Z\\)\\. Wait .*");
                        assertThatThrownBy(() -> new BlindIndexRotation(
                                                others, MasterKey.in(file), Duration.ZERO, said::add)
                                        .run())
                                .isInstanceOf(RotationPaused.class)
                                .hasMessageContaining("Another rotation works");
                        assertThat(MasterKey.in(file).versions()).hasToString(before);
                        refused.add(sentence);
                    })
                    .run();

            assertThat(refused).hasSizeGreaterThan(2);
            assertThat(said).isEmpty();
            rotation(others, file).run();
        }
    }

    @Test
    void aFileThatDoesNotHoldTheKeyInUseIsLeftAlone() throws Exception {
        List<String> urls = TestNode.databases("rotation_refused");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            Path none = Files.writeString(folder.resolve("none"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
            assertThatThrownBy(() -> rotation(shards, none).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContaining("start this version once");
            started(urls, shards);

            assertThatThrownBy(() -> rotation(shards, none).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContaining("does not hold the master key in use");
            assertThat(none).hasContent("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        }
    }

    private MasterKeyRotation rotation(Shards shards, Path file) {
        return new MasterKeyRotation(shards, file, Duration.ZERO, said::add);
    }

    /** Evently was here, and is down. */
    private void started(List<String> urls, Shards shards) throws SQLException {
        ActorSystem<Void> system = TestNode.unjoined(urls);
        ServiceKeys.start(system, shards, MasterKey.keptIn(folder));
        system.terminate();
        Eventually.answer(system.getWhenTerminated());
        execute(urls.get(0), "delete from keys.nodes");
    }

    private static void nodeThatHasReadNothing(List<String> urls) throws SQLException {
        execute(
                urls.get(0),
                "insert into keys.nodes values ('other.example:25520', 'x', '{x}', '{1}', now() + interval '1 day')");
    }

    private static void noted(List<String> urls, String current, List<String> versions) throws SQLException {
        execute(
                urls.get(0),
                "update keys.nodes set current_version = '" + current + "', versions = '{" + String.join(",", versions)
                        + "}'");
    }

    private static void overwrite(Path file, String text) throws IOException {
        Files.delete(file);
        Files.writeString(file, text);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
