package io.evently.webhook;

import java.util.Base64;
import java.util.UUID;

/**
 * What messages are signed with: 32 bytes.
 *
 * @param id which one it is; tells nothing of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record WebhookSecret(UUID id, byte[] key) {

    /** As receivers are given it, once. */
    public String shown() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return "WebhookSecret(" + id + ")";
    }
}
