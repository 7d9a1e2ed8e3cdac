package io.evently.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import io.evently.tables.AttemptRow;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Address and agent of an attempt, encrypted for the column {@code client}: how long the address is, the address, then the
 * agent if there is one. Bound to the attempt, so that none can be shown as another's. Some 1 us each way.
 */
public final class ClientCipher {

    /** Added to the length of the address: an agent follows, which may be empty. */
    private static final int WITH_AGENT = 0x40;

    private final Aead cipher;

    /** @param cipher its oldest keys may be gone: so are the clients they encrypted */
    public ClientCipher(Aead cipher) {
        this.cipher = cipher;
    }

    /**
     * Another ciphertext each time.
     *
     * @param agent null: unknown
     * @return null: nothing is known of the client
     */
    byte[] encrypt(UUID attemptId, AttemptAddress address, String agent) {
        if (!address.isKnown() && agent == null) {
            return null;
        }
        byte[] bytes = address.bytes();
        byte[] agentBytes =
                agent == null ? new byte[0] : agent.replace('\0', '\ufffd').getBytes(UTF_8);
        byte[] plain = ByteBuffer.allocate(1 + bytes.length + agentBytes.length)
                .put((byte) (bytes.length | (agent == null ? 0 : WITH_AGENT)))
                .put(bytes)
                .put(agentBytes)
                .array();
        try {
            return cipher.encrypt(plain, context(attemptId));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /** Whose attempt it was; unknown if the key is gone, or the attempt was forgotten. */
    public AttemptClient decrypt(AttemptRow row) {
        if (row.client() == null) {
            return new AttemptClient(row.ipAddress(), row.userAgent());
        }
        try {
            return client(cipher.decrypt(row.client(), context(row.id())));
        } catch (GeneralSecurityException keyIsGone) {
            return AttemptClient.UNKNOWN;
        }
    }

    private static AttemptClient client(byte[] plain) {
        int length = plain[0] & ~WITH_AGENT;
        boolean withAgent = (plain[0] & WITH_AGENT) != 0;
        return new AttemptClient(
                AttemptAddress.of(Arrays.copyOfRange(plain, 1, 1 + length)).text(),
                withAgent ? new String(plain, 1 + length, plain.length - 1 - length, UTF_8) : null);
    }

    private static byte[] context(UUID attemptId) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(attemptId.getMostSignificantBits())
                .putLong(attemptId.getLeastSignificantBits())
                .array();
    }
}
