package io.evently.crypto;

import java.util.Arrays;

/** Bytes that only one user's {@link UserKey} opens; equal when the bytes are, and never printed. */
public final class Ciphertext {

    private final byte[] bytes;

    public Ciphertext(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ciphertext that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Ciphertext(" + bytes.length + " bytes)";
    }
}
