package io.evently.webhook;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The id of a message to a webhook: a UUIDv7 that follows from both, so that written twice it is written once. In the
 * order of time, and of an event's facts of one time.
 */
final class DeliveryId {

    /** Bits behind the variant's two: of the fact's number, of the part, and of a hash. */
    private static final int FACT = 26;

    private static final int PART = 1;
    private static final int HASH = 62 - FACT - PART;

    private DeliveryId() {}

    static UUID of(UUID webhookId, WebhookMessage message) {
        byte[] all = ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(webhookId.getMostSignificantBits())
                .putLong(webhookId.getLeastSignificantBits())
                .putLong(message.eventId().getMostSignificantBits())
                .putLong(message.eventId().getLeastSignificantBits())
                .putLong(message.factNo())
                .array();
        long hash = UUID.nameUUIDFromBytes(all).getLeastSignificantBits() & ((1L << HASH) - 1);
        long fact = (message.factNo() & ((1L << FACT) - 1)) << (PART + HASH);
        long part = (long) message.part() << HASH;
        return new UUID(firstHalf(message.at()), 1L << 63 | fact | part | hash);
    }

    /** Below all of that time and later. */
    static UUID first(long at) {
        return new UUID(firstHalf(at), 1L << 63);
    }

    /** 48 bits of milliseconds, the version, and what is left of the microseconds. */
    private static long firstHalf(long at) {
        return (at / 1_000) << 16 | 0x7000 | (at % 1_000) << 2;
    }
}
