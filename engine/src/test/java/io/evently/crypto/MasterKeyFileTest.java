package io.evently.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import io.evently.tables.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several keys in one file: the first wraps, all unwrap, and the file may change. */
class MasterKeyFileTest {

    private static final byte[] PLAIN = "a key".getBytes(UTF_8);
    private static final byte[] CONTEXT = "whose".getBytes(UTF_8);
    private static final String OLD = key(1);
    private static final String NEW = key(2);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("key");
    }

    @Test
    void theFirstKeyWrapsAndAllUnwrap() throws IOException {
        MasterKey before = holding(OLD);
        WrappedKey old = before.wrap(PLAIN, CONTEXT);
        MasterKey both = holding(NEW, OLD);

        WrappedKey fresh = both.wrap(PLAIN, CONTEXT);

        assertThat(both.versions()).containsExactly(both.currentVersion(), before.currentVersion());
        assertThat(fresh.masterVersion()).isEqualTo(both.currentVersion()).matches("[0-9a-f]{8}");
        assertThat(both.unwrap(old, CONTEXT)).isEqualTo(PLAIN);
        assertThat(both.unwrap(fresh, CONTEXT)).isEqualTo(PLAIN);
        assertThat(both.unwrap(new WrappedKey(old.bytes(), null), CONTEXT))
                .as("wrapped before there were versions")
                .isEqualTo(PLAIN);
        MasterKey after = holding(NEW);
        assertThat(after.unwrap(fresh, CONTEXT)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> after.unwrap(old, CONTEXT)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> after.unwrap(fresh, PLAIN)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void aVersionsNameIsForEver() throws IOException {
        assertThat(holding("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").currentVersion())
                .isEqualTo("f8ca4121");
    }

    @Test
    void oneFileHoldsFiveDifferentKeysAtMost() throws IOException {
        String five = Stream.of(1, 2, 3, 4, 5).map(MasterKeyFileTest::key).collect(Collectors.joining("\n\n "));
        Files.writeString(file, five);
        assertThat(MasterKey.in(file).versions()).hasSize(5).doesNotHaveDuplicates();

        Files.writeString(file, five + "\n" + key(6));
        assertThatThrownBy(() -> MasterKey.in(file))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("6 master keys");
        Files.writeString(file, OLD + "\n" + OLD);
        assertThatThrownBy(() -> MasterKey.in(file))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("twice");
        Files.writeString(file, OLD + "\nno key");
        assertThatThrownBy(() -> MasterKey.in(file))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("no master key");
    }

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        MasterKey key = holding(OLD);
        String old = key.currentVersion();

        write(OLD, NEW);
        key.refresh(MasterKeyFileTest::never);
        assertThat(key.currentVersion()).isEqualTo(old);
        assertThat(key.versions()).hasSize(2);
        write(NEW, OLD);
        key.refresh(MasterKeyFileTest::never);
        assertThat(key.currentVersion()).isNotEqualTo(old);
        write(NEW);
        key.refresh(MasterKeyFileTest::never);
        assertThat(key.versions()).hasSize(1).doesNotContain(old);
    }

    @Test
    void aBadFileLeavesWhatWasKnown() throws IOException {
        MasterKey key = holding(OLD);
        List<String> known = key.versions();

        for (String bad : List.of("", "no key", OLD + "\n" + OLD)) {
            Files.writeString(file, bad);
            key.refresh(other -> true);
            assertThat(key.versions()).isEqualTo(known);
        }
        Files.delete(file);
        key.refresh(other -> true);
        assertThat(key.versions()).isEqualTo(known);

        write(OLD, NEW);
        key.refresh(MasterKeyFileTest::never);
        assertThat(key.versions()).as("good again").hasSize(2);
    }

    @Test
    void aFileWithoutTheKeyInUseCountsOnlyIfItFits() throws IOException {
        MasterKey key = holding(OLD);
        String old = key.currentVersion();
        write(NEW);

        key.refresh(MasterKeyFileTest::never);
        assertThat(key.currentVersion()).isEqualTo(old);

        key.refresh(other -> !other.currentVersion().equals(old));
        assertThat(key.currentVersion()).isNotEqualTo(old);
    }

    @Test
    void whatAnUnknownVersionWrappedIsOpenedOnceTheFileHasIt() throws IOException {
        MasterKey behind = holding(OLD);
        write(NEW, OLD);
        WrappedKey ahead = MasterKey.in(file).wrap(PLAIN, CONTEXT);

        assertThat(behind.unwrap(ahead, CONTEXT)).isEqualTo(PLAIN);
    }

    private static boolean never(MasterKey other) {
        return false;
    }

    private MasterKey holding(String... keys) throws IOException {
        write(keys);
        return MasterKey.in(file);
    }

    private void write(String... keys) throws IOException {
        Files.writeString(file, String.join("\n", keys) + "\n");
    }

    private static String key(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
