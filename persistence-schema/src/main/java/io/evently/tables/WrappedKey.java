package io.evently.tables;

/** A key as it is kept: wrapped by the master key. Never printed. */
public final class WrappedKey {

    private final byte[] bytes;
    private final String masterVersion;

    /** @param masterVersion of the master key that wrapped it; null: it was wrapped before there were versions */
    public WrappedKey(byte[] bytes, String masterVersion) {
        this.bytes = bytes.clone();
        this.masterVersion = masterVersion;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public String masterVersion() {
        return masterVersion;
    }

    @Override
    public String toString() {
        return "WrappedKey(" + bytes.length + " bytes, by " + masterVersion + ")";
    }
}
