package io.evently.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What stands for an e-mail address where addresses must be found but not read: HMAC-SHA-256 of the normalised address
 * under a key derived from the master key. 32 bytes. Made by {@link MasterKey#blindIndexOf}.
 */
public final class BlindIndex {

    /** The length of an HMAC-SHA-256. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    /** @throws IllegalArgumentException if these are not 32 bytes */
    public BlindIndex(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a blind index has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** Reads what {@link #hex} wrote. */
    public static BlindIndex ofHex(String hex) {
        return new BlindIndex(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * The database that keeps the claim to this address: the first two bytes, unsigned, modulo {@code shards}. The index
     * is uniformly distributed already, so it is not hashed again as an id would be.
     */
    public int shard(int shards) {
        return (Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1])) % shards;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlindIndex that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The first four bytes: enough to tell two apart in a log. */
    @Override
    public String toString() {
        return "BlindIndex(" + HexFormat.of().formatHex(bytes, 0, 4) + "…)";
    }
}
