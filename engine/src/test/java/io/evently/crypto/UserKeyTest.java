package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.tables.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserKeyTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID BOB = UUID.fromString("018f4e5a-0000-7000-8000-000000000002");

    @TempDir
    private Path folder;

    @TempDir
    private Path otherFolder;

    private MasterKey masterKey;
    private final UserKey key = UserKey.generate(ADA);

    @BeforeEach
    void makeMasterKey() {
        masterKey = MasterKey.keptIn(folder);
    }

    @Test
    void whatWasEncryptedIsReadAgainAfterAWrapAndAnUnwrap() {
        Ciphertext sealed = key.encrypt(PersonalField.NAME, "Jürgen 🎟 O'Brien");

        UserKey again = UserKey.unwrap(ADA, key.wrap(masterKey), masterKey);

        assertThat(again.decrypt(PersonalField.NAME, sealed)).isEqualTo("Jürgen 🎟 O'Brien");
    }

    @Test
    void theSameTextIsNeverTheSameCiphertext() {
        assertThat(key.encrypt(PersonalField.NAME, "Ada")).isNotEqualTo(key.encrypt(PersonalField.NAME, "Ada"));
    }

    @Test
    void neitherTheCiphertextNorItsPrintShowsTheText() {
        Ciphertext sealed = key.encrypt(PersonalField.EMAIL, "ada@example.com");

        assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("ada");
        assertThat(sealed.toString()).isEqualTo("Ciphertext(" + sealed.bytes().length + " bytes)");
    }

    @Test
    void anotherUsersKeyDoesNotOpenIt() {
        Ciphertext sealed = key.encrypt(PersonalField.NAME, "Ada");

        assertThatThrownBy(() -> UserKey.generate(BOB).decrypt(PersonalField.NAME, sealed))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void itCannotBeMovedToAnotherField() {
        Ciphertext sealed = key.encrypt(PersonalField.NAME, "Ada");

        assertThatThrownBy(() -> key.decrypt(PersonalField.EMAIL, sealed)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void aChangedBitIsNoticedWhereverItIs() {
        byte[] bytes = key.encrypt(PersonalField.NAME, "Ada").bytes();

        for (int i = 0; i < bytes.length; i++) {
            byte[] tampered = bytes.clone();
            tampered[i] ^= 1;
            assertThatThrownBy(() -> key.decrypt(PersonalField.NAME, new Ciphertext(tampered)))
                    .as("byte %d", i)
                    .isInstanceOf(UnreadableException.class);
        }
        assertThatThrownBy(() -> key.decrypt(PersonalField.NAME, new Ciphertext(new byte[0])))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void aWrappedKeyOpensOnlyForItsUserAndUnderItsMasterKey() {
        WrappedKey wrapped = key.wrap(masterKey);
        MasterKey otherMasterKey = MasterKey.keptIn(otherFolder);

        assertThatThrownBy(() -> UserKey.unwrap(BOB, wrapped, masterKey)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> UserKey.unwrap(ADA, wrapped, otherMasterKey)).isInstanceOf(UnreadableException.class);
    }
}
