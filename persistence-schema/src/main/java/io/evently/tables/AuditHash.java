package io.evently.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The hash of a row of {@code audit}: SHA-256 over the hash of the row before it and the row's own fields, each behind its
 * length, null as -1. {@code audit_hash} in SQL gives the same. Not thread-safe.
 */
final class AuditHash {

    private static final int USUAL = 512;
    private static final int NULL = -1;

    private final MessageDigest sha256;
    private ByteBuffer bytes = ByteBuffer.allocate(USUAL);

    AuditHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** @param before the hash of the row before it in its chain */
    byte[] of(byte[] before, AuditRow row) {
        bytes.clear();
        room(before.length).put(before);
        room(Short.BYTES + 2 * Long.BYTES)
                .putShort((short) row.chain())
                .putLong(row.sequence())
                .putLong(row.at());
        field(row.actor());
        field(row.role());
        field(row.requestId());
        field(row.action());
        field(row.entity());
        field(row.entityId());
        field(row.eventId());
        field(row.changes());
        sha256.update(bytes.array(), 0, bytes.position());
        return sha256.digest();
    }

    private void field(UUID id) {
        ByteBuffer out = room(Integer.BYTES + 2 * Long.BYTES);
        if (id == null) {
            out.putInt(NULL);
        } else {
            out.putInt(2 * Long.BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
    }

    private void field(String text) {
        if (text == null) {
            room(Integer.BYTES).putInt(NULL);
        } else {
            byte[] utf8 = text.getBytes(UTF_8);
            room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
        }
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity() + length).put(bytes.flip());
        }
        return bytes;
    }
}
