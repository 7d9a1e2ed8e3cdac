package io.evently;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.crypto.SecretFile;
import io.evently.database.StartupRefused;
import io.evently.user.account.FirstAdmin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Where secrets come from, and that they go nowhere else. */
class SettingsTest {

    private static final String SECRET = "a secret of the tests, long enough!!";

    @TempDir
    private Path folder;

    /** security 19 */
    @Test
    void everySecretMayBeGivenByFile() throws IOException {
        Settings settings = of(Map.of(
                "evently.security.jwt-secret-file", file("jwt", SECRET + "\n"),
                "evently.admin.password-file", file("admin", "the admin's password\r\n")));

        assertThat(settings.jwtSecret()).contains(SECRET);
        assertThat(settings.adminPassword()).contains("the admin's password");
    }

    @Test
    void severalSecretsOfTokensAreHandedOnAsTheyStand() throws IOException {
        String two = SECRET + "\nan older secret, which is long enough";
        assertThat(of(Map.of("evently.security.jwt-secret-file", file("jwt", two + "\n")))
                        .jwtSecret())
                .contains(two);
    }

    @ParameterizedTest
    @CsvSource({
        "security.jwt-secret, EVENTLY_JWT_SECRET",
        "admin.password, EVENTLY_ADMIN_PASSWORD",
        "database.password, EVENTLY_DATABASE_PASSWORD"
    })
    void aSecretThatIsNotToBeHadFromItsFileIsRefusedByName(String key, String variable) throws IOException {
        String file = file("secret", SECRET);
        assertThatThrownBy(() -> of(Map.of("evently." + key, SECRET, "evently." + key + "-file", file)))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining(variable + " and " + variable + "_FILE are both set")
                .satisfies(SettingsTest::showsNoSecret);
        for (String none : List.of(file("empty", "\n"), SECRET, "\0" + SECRET)) {
            assertThatThrownBy(() -> of(Map.of("evently." + key + "-file", none)))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining(variable + "_FILE")
                    .satisfies(SettingsTest::showsNoSecret);
        }
    }

    private static void showsNoSecret(Throwable refused) {
        assertThat(refused.getMessage()).doesNotContain(SECRET);
    }

    /** security 7 and 30 */
    @Test
    void urlsAreKeptWithoutTheirPasswords() throws IOException {
        Settings settings = of(databases("?user=evently&password=hunter2&sslmode=require"));
        assertThat(settings.shardUrls())
                .startsWith("jdbc:postgresql://db:5432/evently_0?user=evently&sslmode=require")
                .hasSize(4)
                .noneMatch(url -> url.contains("hunter2"));
    }

    @Test
    void linksInMailsBeginWithWherePeopleReachIt() {
        assertThat(publicUrl("")).hasToString("http://127.0.0.1:8080");
        assertThat(publicUrl("https://tickets.example.org/")).hasToString("https://tickets.example.org");
        assertThat(publicUrl("https://example.org/tickets")).hasToString("https://example.org/tickets");
        for (String none : List.of(
                "tickets.example.org",
                "ftp://example.org",
                "https://",
                "https://a:b@example.org",
                "https://example.org/?a=b",
                "https://example.org/#a",
                "https://exa mple.org")) {
            assertThatThrownBy(() -> publicUrl(none))
                    .as(none)
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("EVENTLY_PUBLIC_URL");
        }
    }

    private static URI publicUrl(String given) {
        return PublicUrl.of(ConfigFactory.parseMap(Map.of("evently.http.public-url", given))
                .withFallback(ConfigFactory.defaultApplication())
                .resolve());
    }

    @Test
    void theDatabasesUserMayBeGivenBesideTheUrls() throws IOException {
        Map<String, Object> given = databases("");
        given.put("evently.database.user", "somebody");
        given.put("evently.database.password-file", file("database", "hunter2"));
        assertThat(of(given).shardUrls()).contains("jdbc:postgresql://db:5432/evently_3?user=somebody");

        given.putAll(databases("?password=another&user=else"));
        assertThat(of(given).shardUrls()).contains("jdbc:postgresql://db:5432/evently_3?user=somebody");
    }

    @Test
    void aUrlThatIsNoneIsRefusedWithoutBeingShown() throws IOException {
        Map<String, Object> given = databases("?user=evently&password=hunter2");
        given.put("evently.database.shard-2-url", "jdbc:postgres://db/evently_2?user=evently&password=hunter2");

        assertThatThrownBy(() -> of(given))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_SHARD_2_URL")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2"));
    }

    /** security 33: one that is logged some day tells nobody anything; nor does what the actor system is given. */
    @Test
    void noSecretIsInTheTextOfSettings() throws IOException {
        Map<String, Object> given = databases("?user=evently&password=hunter2");
        given.put("evently.admin.password", "hunter2-hunter2");
        given.put("evently.database.password", "hunter2");
        Settings settings = of(given);

        assertThat(settings.toString()).contains("db:5432/evently_1").doesNotContain("hunter2", SECRET);
        for (Config config :
                List.of(settings.withDatabases(settings.shardUrls()), settings.forWarmUp(settings.shardUrls()))) {
            assertThat(config.root().render()).contains("db:5432/evently_1").doesNotContain("hunter2", SECRET);
        }
    }

    /** security 33 */
    @Test
    void aMasterKeyThatOthersMayReadIsPointedOut() throws IOException {
        Path key = Path.of(file("readable.key", Base64.getEncoder().encodeToString(new byte[32])));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Logger logger = (Logger) LoggerFactory.getLogger(SecretFile.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            of(Map.of("evently.security.master-key-file", key.toString()));
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("EVENTLY_MASTER_KEY_FILE"));
    }

    /** security 7 and 36: shown once, at the first start, and put into no command. */
    @Test
    void theBannerShowsTheAdminsPasswordOnceAndOnlyIfNobodyChoseIt() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

        var madeUp = new AdminLogin("a@b.example", FirstAdmin.Outcome.CREATED, Optional.of("made-up"));
        String first = Banner.text(address, madeUp, "db:5432/evently_0");
        assertThat(first.split("made-up", -1)).hasSize(2);
        assertThat(first)
                .contains("The admin is a@b.example, the password made-up (shown this once)")
                .contains("printf '{\"email\": \"a@b.example\", \"password\": \"%s\"}' \"$PASSWORD\" | curl")
                .contains("Databases: db:5432/evently_0");

        var chosen = new AdminLogin("a@b.example", FirstAdmin.Outcome.CREATED, Optional.empty());
        assertThat(Banner.text(address, chosen, "")).contains("as set in EVENTLY_ADMIN_PASSWORD");
    }

    /** Who sets it relies on it: it must not be passed over. */
    @ParameterizedTest
    @CsvSource({
        "tls-cert, EVENTLY_TLS_CERT",
        "cluster-tls-dir, EVENTLY_CLUSTER_TLS_DIR",
        "token-issuers-file, EVENTLY_TOKEN_ISSUERS_FILE",
        "replication, EVENTLY_REPLICATION"
    })
    void whatThisVersionCannotDoRefusesTheStart(String setting, String variable) {
        assertThatThrownBy(() -> of(Map.of("evently.not-yet." + setting, "required")))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining(variable);
        assertThat(of(Map.of("evently.not-yet.replication", "none"))).isNotNull();
    }

    private Map<String, Object> databases(String parameters) throws IOException {
        Map<String, Object> given = new HashMap<>();
        for (int shard = 0; shard < 4; shard++) {
            given.put(
                    "evently.database.shard-" + shard + "-url",
                    "jdbc:postgresql://db:5432/evently_" + shard + parameters);
        }
        given.put("evently.security.jwt-secret", SECRET);
        given.put(
                "evently.security.master-key-file",
                file("master.key", Base64.getEncoder().encodeToString(new byte[32])));
        return given;
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static Settings of(Map<String, Object> given) {
        return Settings.of(ConfigFactory.parseMap(given).withFallback(ConfigFactory.defaultApplication()));
    }
}
