package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SecretsTest {

    private static final String A_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private Path folder;

    @Test
    void theMasterKeyIsMadeOnceAndKept() throws IOException {
        String first = MasterKey.keptIn(folder).currentVersion();

        assertThat(MasterKey.keptIn(folder).currentVersion()).isEqualTo(first);
        assertThat(Base64.getDecoder()
                        .decode(Files.readString(folder.resolve("master.key")).strip()))
                .hasSize(32);
    }

    @Test
    void secretsAreReadableByTheirOwnerOnly() throws IOException {
        MasterKey.keptIn(folder);
        JwtSecret.keptIn(folder);

        for (String file : new String[] {"master.key", "jwt.secret"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("r--------");
        }
    }

    @Test
    void makingASecretLeavesNoDraftBehind() throws IOException {
        MasterKey.keptIn(folder);

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("master.key"));
        }
    }

    @Test
    void aGivenMasterKeyMayStandAmongWhiteSpace() throws IOException {
        Path bare = Files.writeString(folder.resolve("bare"), A_KEY);
        Path framed = Files.writeString(folder.resolve("framed"), "\n " + A_KEY + "\r\n");

        assertThat(indexOf("x", MasterKey.in(framed))).isEqualTo(indexOf("x", MasterKey.in(bare)));
    }

    @Test
    void aMistypedPathIsRefusedAndNoKeyIsMadeThere() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> MasterKey.in(missing))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MASTER_KEY_FILE")
                .hasMessageContaining("does not exist")
                .satisfies(refused -> assertThat(refused.getMessage())
                        .as("it may be the key itself, in the wrong variable")
                        .doesNotContain(missing.toString()));
        assertThat(missing).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "AAECAwQFBgcICQoLDA0ODw==", "not base64, but long enough to be a key!!!!!"})
    void whatIsNoMasterKeyIsRefusedWithoutShowingIt(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), text);

        assertThatThrownBy(() -> MasterKey.in(file))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("holds no master key")
                .hasMessageContaining("openssl rand -base64 32")
                .satisfies(refused -> assertThat(
                                text.isEmpty() || !refused.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void aLargeFileIsNotReadAsASecret() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "A".repeat(20_000));

        assertThatThrownBy(() -> MasterKey.in(file)).isInstanceOf(StartupRefused.class);
    }

    @Test
    void aGivenSecretIsItsFilesTextWithoutTheLineEndsBehindIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), " two words: ä\nand a second line \r\n\n");

        assertThat(SecretFile.given("EVENTLY_X_FILE", file)).isEqualTo(" two words: ä\nand a second line ");
    }

    @Test
    void aGivenSecretThatIsNoneIsRefusedByItsVariablesName() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'s', 'e', 'c', 'r', 'e', 't', (byte) 0xff});
        Path unreadable = Files.createDirectory(folder.resolve("a-folder"));

        for (Path none : List.of(empty, binary, unreadable, folder.resolve("missing"))) {
            assertThatThrownBy(() -> SecretFile.given("EVENTLY_X_FILE", none))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageStartingWith("The file that EVENTLY_X_FILE names")
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"));
        }
    }

    /** security 33 */
    @Test
    void aSecretThatOthersMayReadIsPointedOut() throws IOException {
        Path file = Files.writeString(folder.resolve("master.key"), A_KEY);
        Logger logger = (Logger) LoggerFactory.getLogger(SecretFile.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (String mode : List.of("r--------", "rw-------")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
                SecretFile.warnIfOthersMayRead("EVENTLY_MASTER_KEY_FILE", file);
            }
            assertThat(lines.list).isEmpty();
            for (String mode : List.of("r--r-----", "r--r--r--")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
                SecretFile.warnIfOthersMayRead("EVENTLY_MASTER_KEY_FILE", file);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(2).allSatisfy(line -> assertThat(line.getFormattedMessage())
                .contains("EVENTLY_MASTER_KEY_FILE", "may be read by others")
                .doesNotContain(A_KEY));
    }

    @Test
    void theBlindIndexDependsOnTheKeyAndOnNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), A_KEY);

        assertThat(indexOf("ada@example.com", MasterKey.in(file)))
                .as("fixed for ever: what is on disk was found by it")
                .isEqualTo(BlindIndex.ofHex("4aa67ecca6b4c4e7c4117aac02f270c084f108864b3c86e3a3e827ae48cf937b"));
        assertThat(indexOf("ada@example.com", MasterKey.keptIn(folder)))
                .isNotEqualTo(indexOf("ada@example.com", MasterKey.in(file)));
    }

    private static BlindIndex indexOf(String text, MasterKey masterKey) {
        return new BlindIndex(new KeyedDigest(masterKey.firstKeyFor(Purpose.BLIND_INDEX)).of(text));
    }

    @Test
    void aJwtSecretIsAsLongAsItsBytesInUtf8() {
        assertThat(JwtSecret.of("ä".repeat(16))).containsExactly("ä".repeat(16));
    }

    @Test
    void aShortJwtSecretIsRefused() {
        assertThat(JwtSecret.of("x".repeat(32))).containsExactly("x".repeat(32));
        assertThatThrownBy(() -> JwtSecret.of("x".repeat(31)))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("31");
    }

    @Test
    void severalJwtSecretsStandOnALineEachTheNewestFirst() {
        String newest = "n".repeat(40);
        String older = " " + "o".repeat(31);

        assertThat(JwtSecret.of(newest + "\r\n" + older + "\n\n")).containsExactly(newest, older);
        assertThatThrownBy(() -> JwtSecret.of(newest + "\n" + "o".repeat(31)))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("31")
                .hasMessageContaining("Each line");
        assertThatThrownBy(() -> JwtSecret.of((newest + "\n").repeat(9))).hasMessageContaining("9 lines");
        assertThatThrownBy(() -> JwtSecret.of("\n")).isInstanceOf(StartupRefused.class);
    }

    @Test
    void theKeptJwtSecretCanBeGivenToOtherNodesAsItsFilesText() throws IOException {
        List<String> kept = JwtSecret.keptIn(folder);

        assertThat(JwtSecret.keptIn(folder)).isEqualTo(kept);
        assertThat(JwtSecret.of(Files.readString(folder.resolve("jwt.secret")).strip()))
                .isEqualTo(kept);
    }
}
