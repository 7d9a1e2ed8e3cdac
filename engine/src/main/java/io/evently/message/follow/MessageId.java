package io.evently.message.follow;

import io.evently.message.Cause;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids of messages: whoever computes one, and however often, gets the same, so that it is written once. */
final class MessageId {

    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private MessageId() {}

    /**
     * A UUID of version 8 from SHA-256.
     *
     * @param source the event, or whatever else the message is about
     * @param who the person, or the booking of theirs if each is told of
     * @param factNo the number of the fact it tells of, among those of the source; 0: it tells of none
     */
    static UUID of(UUID source, long factNo, Cause cause, UUID who) {
        byte[] label = cause.label().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(40 + label.length)
                .putLong(source.getMostSignificantBits())
                .putLong(source.getLeastSignificantBits())
                .putLong(factNo)
                .putLong(who.getMostSignificantBits())
                .putLong(who.getLeastSignificantBits())
                .put(label);
        ByteBuffer hash = ByteBuffer.wrap(sha256(bytes.array()));
        return new UUID((hash.getLong() & ~0xf000L) | VERSION_8, (hash.getLong() & ~(3L << 62)) | VARIANT);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
