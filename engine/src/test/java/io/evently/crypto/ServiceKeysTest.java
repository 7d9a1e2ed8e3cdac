package io.evently.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.event.actor.TestNode;
import io.evently.tables.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: Evently's own keys in a real database, as several nodes have them. */
class ServiceKeysTest {

    private static final String A_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String ANOTHER_KEY = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final byte[] PLAIN = "typed by a person".getBytes(UTF_8);
    private static final byte[] CONTEXT = "where".getBytes(UTF_8);

    @TempDir
    private static Path folder;

    private static List<String> urls;
    private static Shards shards;
    private static ActorSystem<Void> system;
    private static MasterKey masterKey;

    @BeforeAll
    static void start() throws IOException {
        urls = TestNode.databases("service_keys");
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        system = TestNode.unjoined(urls);
        masterKey = MasterKey.in(Files.writeString(folder.resolve("key"), A_KEY));
    }

    @AfterAll
    static void stop() {
        system.terminate();
        Eventually.answer(system.getWhenTerminated());
        shards.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("delete from keys.service_keys", "delete from keys.user_keys");
    }

    @Test
    void theFirstStartKeepsWhatWasDerivedFromTheMasterKeyBefore() throws SQLException {
        ServiceKeys keys = node();

        assertThat(keys.blindIndexOf("ada@example.com"))
                .as("fixed for ever: what is on disk was found by it")
                .isEqualTo(BlindIndex.ofHex("4aa67ecca6b4c4e7c4117aac02f270c084f108864b3c86e3a3e827ae48cf937b"));
        assertThat(keys.digestOfRequest(List.of("a", "b")))
                .isEqualTo(new KeyedDigest(masterKey.firstKeyFor(Purpose.REQUESTS)).ofAll(List.of("a", "b")))
                .isNotEqualTo(keys.digestOfRequest(List.of("ab")));
        assertThat(rows("select purpose || version || master_version from keys.service_keys"))
                .hasSize(Purpose.values().length)
                .allMatch(row -> row.endsWith(masterKey.currentVersion()));
    }

    @Test
    void whatTheVersionBeforeHadNoKeyForIsMadeBesideTheOthers() throws SQLException {
        byte[] before = node().digestOfRequest(List.of("a"));
        execute("delete from keys.service_keys where purpose = 'links'");

        ServiceKeys one = node();
        ServiceKeys other = node();

        assertThat(one.digestOfRequest(List.of("a"))).isEqualTo(before);
        assertThat(one.digestOfLink(List.of("a")))
                .isEqualTo(other.digestOfLink(List.of("a")))
                .isNotEqualTo(before);
    }

    @Test
    void whatOneNodeEncryptsTheOthersDecrypt() throws GeneralSecurityException {
        ServiceKeys one = node();
        ServiceKeys other = node();

        for (Purpose purpose : List.of(Purpose.TEXTS, Purpose.ATTEMPTS)) {
            byte[] sealed = one.cipher(purpose).encrypt(PLAIN, CONTEXT);
            assertThat(new String(sealed, UTF_8)).doesNotContain("person");
            assertThat(other.cipher(purpose).decrypt(sealed, CONTEXT)).isEqualTo(PLAIN);
            assertThatThrownBy(() -> other.cipher(purpose).decrypt(sealed, PLAIN))
                    .isInstanceOf(GeneralSecurityException.class);
        }
        byte[] text = one.cipher(Purpose.TEXTS).encrypt(PLAIN, CONTEXT);
        assertThatThrownBy(() -> one.cipher(Purpose.ATTEMPTS).decrypt(text, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> one.cipher(Purpose.TEXTS).decrypt(PLAIN, CONTEXT))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> one.cipher(Purpose.BLIND_INDEX)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void attemptsGetANewKeyEachWeekWhichEncryptsWhenEveryNodeHasReadIt() throws Exception {
        ServiceKeys early = node();
        byte[] ofLastWeek = early.cipher(Purpose.ATTEMPTS).encrypt(PLAIN, CONTEXT);
        age("attempts", 1, "8 days");

        Aead young = node().cipher(Purpose.ATTEMPTS);
        Aead again = node().cipher(Purpose.ATTEMPTS);

        assertThat(rows("select version from keys.service_keys where purpose = 'attempts' order by 1"))
                .containsExactly("1", "2");
        assertThat(rows("select version from keys.service_keys where purpose = 'texts'"))
                .containsExactly("1");
        assertThat(young.encrypt(PLAIN, CONTEXT)).startsWith(1, 0, 0, 0, 1);
        assertThat(again.decrypt(ofLastWeek, CONTEXT)).isEqualTo(PLAIN);
        age("attempts", 2, "3 minutes");
        byte[] ofThisWeek = node().cipher(Purpose.ATTEMPTS).encrypt(PLAIN, CONTEXT);
        assertThat(ofThisWeek).startsWith(1, 0, 0, 0, 2);
        assertThat(young.decrypt(ofThisWeek, CONTEXT)).isEqualTo(PLAIN);

        Eventually.await(() -> opens(early.cipher(Purpose.ATTEMPTS), ofThisWeek));
    }

    @Test
    void theKeyOfAttemptsIsDestroyedThirteenWeeksAfterTheNextOneCame() throws Exception {
        byte[] first = node().cipher(Purpose.ATTEMPTS).encrypt(PLAIN, CONTEXT);
        age("attempts", 1, "97 days");
        execute("insert into keys.service_keys select purpose, 2, '\\x00', master_version, now() - interval '90 days'"
                + " from keys.service_keys where purpose = 'attempts'");
        WrappedKey second = masterKey.wrap(MasterKey.randomKey(), "attempts/2".getBytes(UTF_8));
        try (Connection connection = shards.writer(0).getConnection();
                var update = connection.prepareStatement(
                        "update keys.service_keys set wrapped_key = ? where purpose = 'attempts' and version = 2")) {
            update.setBytes(1, second.bytes());
            update.executeUpdate();
        }
        assertThat(opens(node().cipher(Purpose.ATTEMPTS), first))
                .as("after 90 days")
                .isTrue();

        age("attempts", 2, "92 days");
        ServiceKeys late = node();

        assertThat(opens(late.cipher(Purpose.ATTEMPTS), first)).isFalse();
        assertThat(rows("select version from keys.service_keys where purpose = 'attempts' order by 1"))
                .containsExactly("2", "3");
    }

    @Test
    void anotherMasterKeyIsRefused() throws IOException {
        MasterKey other = MasterKey.in(Files.writeString(folder.resolve("other"), ANOTHER_KEY));
        node();

        assertThatThrownBy(() -> ServiceKeys.start(system, shards, other))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MASTER_KEY_FILE");
    }

    @Test
    void anotherMasterKeyIsRefusedBeforeAnythingIsDerivedFromIt() throws IOException, SQLException {
        MasterKey other = MasterKey.in(Files.writeString(folder.resolve("other"), ANOTHER_KEY));
        keepUser(null);

        assertThatThrownBy(() -> ServiceKeys.start(system, shards, other))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MASTER_KEY_FILE");
        assertThat(rows("select purpose from keys.service_keys")).isEmpty();
        node();
    }

    @Test
    void ofSeveralKeysNoneIsTakenForTheOneThereWas() throws IOException, SQLException {
        MasterKey both = MasterKey.in(Files.writeString(folder.resolve("both"), ANOTHER_KEY + "\n" + A_KEY));
        keepUser(null);

        assertThatThrownBy(() -> ServiceKeys.start(system, shards, both))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("started once");
    }

    @Test
    void lostKeysAreNotReplacedByOthersUnderWhichNobodyIsFound() throws SQLException {
        node();
        keepUser(masterKey.currentVersion());
        execute("delete from keys.service_keys");

        assertThatThrownBy(ServiceKeysTest::node)
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("Restore them");
    }

    private static ServiceKeys node() {
        return ServiceKeys.start(system, shards, masterKey);
    }

    /** Whose key was wrapped by that version; null: by an Evently of before. */
    private static void keepUser(String version) throws SQLException {
        UUID user = UUID.randomUUID();
        try (Connection connection = shards.writer(0).getConnection();
                var insert = connection.prepareStatement("insert into keys.user_keys values (?, ?, now(), ?)")) {
            insert.setObject(1, user);
            insert.setBytes(2, UserKey.generate(user).wrap(masterKey).bytes());
            insert.setString(3, version);
            insert.executeUpdate();
        }
    }

    private static boolean opens(Aead cipher, byte[] sealed) {
        try {
            return new String(cipher.decrypt(sealed, CONTEXT), UTF_8).equals(new String(PLAIN, UTF_8));
        } catch (GeneralSecurityException unknown) {
            return false;
        }
    }

    private static void age(String purpose, int version, String interval) throws SQLException {
        execute("update keys.service_keys set created_at = now() - interval '" + interval + "' where purpose = '"
                + purpose + "' and version = " + version);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(0));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(0));
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
