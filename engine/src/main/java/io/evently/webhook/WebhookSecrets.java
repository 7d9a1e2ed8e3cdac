package io.evently.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Makes secrets, and seals those that are kept. Thread-safe. */
public final class WebhookSecrets {

    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Aead cipher;
    private final Function<List<String>, byte[]> digest;

    /**
     * @param cipher of the service's own keys
     * @param digest 32 bytes that nobody makes without the service's own key
     */
    public WebhookSecrets(Aead cipher, Function<List<String>, byte[]> digest) {
        this.cipher = cipher;
        this.digest = digest;
    }

    /** One that nobody makes again. */
    WebhookSecret random() {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new WebhookSecret(UUID.randomUUID(), key);
    }

    /** The one of an id: a request that is repeated with its idempotency key is answered with the same. */
    WebhookSecret of(UUID id) {
        return new WebhookSecret(id, digest.apply(List.of("secret of a webhook", id.toString())));
    }

    /** @param webhookId whose it is: as another's it does not open */
    byte[] seal(UUID webhookId, WebhookSecret secret) {
        try {
            return cipher.encrypt(secret.key(), context(webhookId));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /** @throws GeneralSecurityException if its key is not known here, or somebody changed it */
    byte[] open(UUID webhookId, byte[] sealed) throws GeneralSecurityException {
        return cipher.decrypt(sealed, context(webhookId));
    }

    private static byte[] context(UUID webhookId) {
        return ("secret of webhook " + webhookId).getBytes(UTF_8);
    }
}
