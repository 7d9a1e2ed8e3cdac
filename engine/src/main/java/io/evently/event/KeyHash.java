package io.evently.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An idempotency key as it is remembered: the first 128 bits of its SHA-256, so that a long key costs no more memory. */
public record KeyHash(long high, long low) {

    public static KeyHash of(String key) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(key.getBytes(StandardCharsets.UTF_8)));
        return new KeyHash(digest.getLong(), digest.getLong());
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
