package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import io.evently.tables.WrappedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore tries keys of both kinds with the master key it finds, and makes none. */
class MasterKeyAtHandTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");

    @TempDir
    private Path folder;

    @TempDir
    private Path otherFolder;

    @Test
    void itOpensWhatItWrapped() {
        MasterKey masterKey = MasterKey.keptIn(folder);
        WrappedKey user = UserKey.generate(ADA).wrap(masterKey);
        WrappedKey own = masterKey.wrap(MasterKey.randomKey(), "links/2".getBytes(StandardCharsets.UTF_8));
        MasterKeyAtHand atHand = new MasterKeyAtHand(Optional.empty(), folder);

        assertThat(atHand.opens(ADA, user)).isTrue();
        assertThat(atHand.opens(ADA, new WrappedKey(user.bytes(), null)))
                .as("from before there were versions")
                .isTrue();
        assertThat(atHand.opens(UUID.randomUUID(), user)).isFalse();
        assertThat(atHand.opens("links", 2, own)).isTrue();
        assertThat(atHand.opens("links", 1, own)).isFalse();
        assertThat(atHand.source()).contains("master.key", masterKey.currentVersion());
    }

    @Test
    void whatAnotherOneWrappedItDoesNotOpen() {
        MasterKey another = MasterKey.keptIn(otherFolder);
        MasterKey.keptIn(folder);
        WrappedKey user = UserKey.generate(ADA).wrap(another);

        assertThat(new MasterKeyAtHand(Optional.empty(), folder).opens(ADA, user))
                .isFalse();
        assertThat(new MasterKeyAtHand(Optional.of(otherFolder.resolve("master.key")), folder).opens(ADA, user))
                .as("the file that is given goes before the folder")
                .isTrue();
    }

    @Test
    void aMissingOneIsNotMade() throws IOException {
        WrappedKey user = UserKey.generate(ADA).wrap(MasterKey.keptIn(otherFolder));

        MasterKeyAtHand inFolder = new MasterKeyAtHand(Optional.empty(), folder);
        assertThatThrownBy(() -> inFolder.opens(ADA, user))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("There is no master key in " + folder);
        MasterKeyAtHand given = new MasterKeyAtHand(Optional.of(folder.resolve("hunter2")), folder);
        assertThatThrownBy(() -> given.opens(ADA, user))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MASTER_KEY_FILE")
                .hasMessageNotContaining("hunter2");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
