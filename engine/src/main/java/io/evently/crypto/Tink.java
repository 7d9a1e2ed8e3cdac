package io.evently.crypto;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import java.security.GeneralSecurityException;

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
}
