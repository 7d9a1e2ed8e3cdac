package io.evently.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Map;

/** The ciphers Tink knows here: authenticated encryption only. */
final class Tink {

    static final Configuration CIPHERS = ciphers();

    private Tink() {}

    private static Configuration ciphers() {
        try {
            AeadConfig.register();
            return RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink does not start", e);
        }
    }

    /** AES-256-GCM under one key, which the ciphertext does not name. */
    @AccessesPartialKey
    static Aead aesGcm(byte[] key) {
        try {
            AesGcmKey aesKey = AesGcmKey.builder()
                    .setParameters(parameters(AesGcmParameters.Variant.NO_PREFIX))
                    .setKeyBytes(secret(key))
                    .build();
            return KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(aesKey).withFixedId(1).makePrimary())
                    .build()
                    .getPrimitive(CIPHERS, Aead.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /**
     * AES-256-GCM under several keys. The ciphertext begins with a byte of 1 and the number of its key, 4 bytes, the highest
     * first.
     *
     * @param primary the number of the one that encrypts
     */
    @AccessesPartialKey
    static Aead aesGcm(Map<Integer, byte[]> keys, int primary) {
        try {
            KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
            for (Map.Entry<Integer, byte[]> each : keys.entrySet()) {
                AesGcmKey aesKey = AesGcmKey.builder()
                        .setParameters(parameters(AesGcmParameters.Variant.TINK))
                        .setKeyBytes(secret(each.getValue()))
                        .setIdRequirement(each.getKey())
                        .build();
                KeysetHandle.Builder.Entry entry =
                        KeysetHandle.importKey(aesKey).withFixedId(each.getKey());
                keyset.addEntry(each.getKey() == primary ? entry.makePrimary() : entry);
            }
            return keyset.build().getPrimitive(CIPHERS, Aead.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    private static AesGcmParameters parameters(AesGcmParameters.Variant variant) throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(SecretFile.BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(variant)
                .build();
    }

    @AccessesPartialKey
    private static SecretBytes secret(byte[] key) {
        return SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get());
    }
}
