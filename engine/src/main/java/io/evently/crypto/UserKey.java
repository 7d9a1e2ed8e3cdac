package io.evently.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.evently.tables.WrappedKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The key of one user: a Tink keyset (AES-256-GCM), so that it can be rotated one day without touching what is
 * encrypted already. Every ciphertext is bound to the user and the field it was made for.
 */
public final class UserKey {

    private final UUID userId;
    private final KeysetHandle keyset;
    private final Aead aead;

    private UserKey(UUID userId, KeysetHandle keyset) throws GeneralSecurityException {
        this.userId = userId;
        this.keyset = keyset;
        this.aead = keyset.getPrimitive(Tink.CIPHERS, Aead.class);
    }

    static UserKey generate(UUID userId) {
        try {
            return new UserKey(userId, KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, Tink.CIPHERS));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /** @throws UnreadableException if another master key wrapped it, or for another user */
    static UserKey unwrap(UUID userId, WrappedKey wrapped, MasterKey masterKey) {
        try {
            return new UserKey(
                    userId,
                    TinkProtoKeysetFormat.parseEncryptedKeyset(
                            wrapped.bytes(),
                            new Wrapping(masterKey, wrapped.masterVersion()),
                            idBytes(userId),
                            Tink.CIPHERS));
        } catch (GeneralSecurityException | UnreadableException e) {
            throw new UnreadableException("the master key does not open the key of user " + userId, e);
        }
    }

    WrappedKey wrap(MasterKey masterKey) {
        try {
            Wrapping wrapping = new Wrapping(masterKey, null);
            byte[] bytes =
                    TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, wrapping, idBytes(userId), Tink.CIPHERS);
            return new WrappedKey(bytes, wrapping.version);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /** The master key as Tink asks it, for one key: the version that wrapped it is noted, or told. */
    private static final class Wrapping implements Aead {

        private final MasterKey masterKey;
        private String version;

        Wrapping(MasterKey masterKey, String version) {
            this.masterKey = masterKey;
            this.version = version;
        }

        @Override
        public byte[] encrypt(byte[] plain, byte[] context) {
            WrappedKey wrapped = masterKey.wrap(plain, context);
            version = wrapped.masterVersion();
            return wrapped.bytes();
        }

        @Override
        public byte[] decrypt(byte[] wrapped, byte[] context) {
            return masterKey.unwrap(new WrappedKey(wrapped, version), context);
        }
    }

    /** Another ciphertext each time. */
    public Ciphertext encrypt(PersonalField field, String plain) {
        try {
            return new Ciphertext(aead.encrypt(plain.getBytes(StandardCharsets.UTF_8), context(field)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /** @throws UnreadableException if this key did not encrypt it, or not for this field, or it was changed since */
    public String decrypt(PersonalField field, Ciphertext ciphertext) {
        try {
            return new String(aead.decrypt(ciphertext.bytes(), context(field)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new UnreadableException(
                    "the " + field.label() + " of user " + userId + " is not what their key encrypted", e);
        }
    }

    /** The user's 16 bytes, then the field's name. */
    private byte[] context(PersonalField field) {
        byte[] name = field.label().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + name.length)
                .put(idBytes(userId))
                .put(name)
                .array();
    }

    private static byte[] idBytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
