package io.evently.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** Ciphers as the service's keys give them. */
public final class TestCipher {

    private TestCipher() {}

    /** One of a new key. */
    public static Aead fresh() {
        try {
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, Tink.CIPHERS)
                    .getPrimitive(Tink.CIPHERS, Aead.class);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
