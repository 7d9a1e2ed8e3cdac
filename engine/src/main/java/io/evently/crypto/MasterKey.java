package io.evently.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.util.SecretBytes;
import io.evently.database.StartupRefused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one key that guards all others. It encrypts nothing itself: HKDF (RFC 5869) derives from it the key that wraps
 * users' keys, the pepper of the blind index and the key that requests are digested with, so that none tells anything
 * about another.
 *
 * <p>Losing it loses every name and address for good; changing it as well, and each address could be taken twice.
 */
public final class MasterKey {

    private static final String FILE = "master.key";

    // Never to be changed: what is on disk was made with these.
    private static final String WRAPPING = "evently/user-keys/wrapping/1";
    private static final String BLIND_INDEX = "evently/email/blind-index/1";
    private static final String REQUESTS = "evently/requests/digest/1";

    private static final int DERIVED_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final Aead wrapping;
    private final SecretKeySpec pepper;
    private final SecretKeySpec requests;

    private MasterKey(byte[] key) {
        try {
            wrapping = aead(derive(key, WRAPPING));
            pepper = new SecretKeySpec(derive(key, BLIND_INDEX), HMAC);
            requests = new SecretKeySpec(derive(key, REQUESTS), HMAC);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HKDF, AES-GCM and HMAC come with every Java platform", impossible);
        }
    }

    /**
     * The key in a file the operator gives (EVENTLY_MASTER_KEY_FILE).
     *
     * @throws StartupRefused if the file is missing or holds anything but 32 bytes as base64 text: a new key in place
     *     of a mistyped path would make everybody's data unreadable
     */
    public static MasterKey in(Path file) {
        String text = SecretFile.read(file, "The file that EVENTLY_MASTER_KEY_FILE names");
        return new MasterKey(decode(text.strip(), file));
    }

    /**
     * The key kept in the data folder, made there at first start.
     *
     * @throws StartupRefused if the file holds anything but a key
     */
    public static MasterKey keptIn(Path dataFolder) {
        Path file = dataFolder.resolve(FILE);
        return new MasterKey(decode(SecretFile.readOrMake(file), file));
    }

    /** What finds {@code text} without telling it: the same text always has the same index. */
    public BlindIndex blindIndexOf(String text) {
        return new BlindIndex(hmac(pepper).doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What tells a request again without telling anything of it, passwords included: 32 bytes, the same for the same
     * parts in the same order. Each part goes in with its length, so that no two lists of parts are alike.
     */
    public byte[] digestOfRequest(List<String> parts) {
        Mac mac = hmac(requests);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            mac.update(bytes);
        }
        return mac.doFinal();
    }

    private static Mac hmac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 comes with every Java platform", impossible);
        }
    }

    /** Wraps and unwraps users' keys. AES-GCM with random nonces is good for 2^32 of them. */
    Aead wrapping() {
        return wrapping;
    }

    private static byte[] decode(String text, Path file) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length == SecretFile.BYTES) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below, without the text: it may be some other secret.
        }
        throw new StartupRefused("The file " + file + " holds no master key: that is " + SecretFile.BYTES
                + " random bytes as base64 text (openssl rand -base64 " + SecretFile.BYTES + ").");
    }

    /** No salt: RFC 5869, section 3.1 allows that for a key that is random already. */
    private static byte[] derive(byte[] key, String purpose) throws GeneralSecurityException {
        return Hkdf.computeHkdf(
                "HMACSHA256", key, new byte[0], purpose.getBytes(StandardCharsets.UTF_8), DERIVED_BYTES);
    }

    @AccessesPartialKey
    private static Aead aead(byte[] key) throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(DERIVED_BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        AesGcmKey aesKey = AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(aesKey).withFixedId(1).makePrimary())
                .build()
                .getPrimitive(Tink.CIPHERS, Aead.class);
    }
}
