package io.evently.crypto;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;

/** Encrypts with the newest key of a purpose and decrypts with any that is kept. Keys come and go meanwhile. Thread-safe. */
final class ServiceCipher implements Aead {

    /** Tink's mark, and the number of a key. */
    private static final int PREFIX = 1 + Integer.BYTES;

    private record Keys(Set<Integer> numbers, Aead aead) {}

    private final Runnable onUnknown;
    private volatile Keys keys = new Keys(Set.of(), null);

    /** @param onUnknown told when something was encrypted with a key that is not known here; must not block */
    ServiceCipher(Runnable onUnknown) {
        this.onUnknown = onUnknown;
    }

    /** @param primary the number of the one that encrypts from now on */
    void use(Map<Integer, byte[]> known, int primary) {
        keys = new Keys(Set.copyOf(known.keySet()), Tink.aesGcm(known, primary));
    }

    @Override
    public byte[] encrypt(byte[] plain, byte[] context) throws GeneralSecurityException {
        return keys.aead().encrypt(plain, context);
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] context) throws GeneralSecurityException {
        Keys known = keys;
        if (ciphertext.length < PREFIX || ciphertext[0] != 1) {
            throw new GeneralSecurityException("this was not encrypted by a service key");
        }
        int number = ByteBuffer.wrap(ciphertext, 1, Integer.BYTES).getInt();
        if (!known.numbers().contains(number)) {
            onUnknown.run();
            throw new GeneralSecurityException("key " + number + " is not known here, or was destroyed");
        }
        return known.aead().decrypt(ciphertext, context);
    }
}
