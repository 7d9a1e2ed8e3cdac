package io.evently.user.proof;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What links in mails hold: whom and what they are for, and a digest that only Evently makes. So nothing has to be kept to
 * know them again, on any node; only that a password was reset is. As base64url, in the one form there is of it.
 */
public final class AccountTokens {

    /** The longest there is, and some. */
    public static final int LONGEST = 100;

    private static final byte FORM = 1;
    private static final int ID = 2 * Long.BYTES;
    private static final int DIGEST = 32;

    private final Function<List<String>, byte[]> digest;

    /** @param digest 32 bytes that nobody else can make of these parts */
    public AccountTokens(Function<List<String>, byte[]> digest) {
        this.digest = digest;
    }

    /**
     * Says that an address is a user's.
     *
     * @param end until when, microseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Proof(UUID userId, long end, byte[] digest) {}

    /** Lets a user choose another password, once. */
    record Reset(UUID userId, UUID id) {}

    /**
     * @param address the user's, normalised: of another one it proves nothing
     * @param end microseconds
     */
    public String proof(UUID userId, String address, long end) {
        return text(ByteBuffer.allocate(1 + ID + Long.BYTES + DIGEST)
                .put(FORM)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .putLong(end)
                .put(digestOfProof(userId, address, end))
                .array());
    }

    /** What a text says that may be a proof; only {@link #proves} tells whether it is. */
    static Optional<Proof> readProof(String text) {
        return bytes(text, 1 + ID + Long.BYTES + DIGEST).map(bytes -> {
            UUID userId = new UUID(bytes.getLong(), bytes.getLong());
            long end = bytes.getLong();
            byte[] digest = new byte[DIGEST];
            bytes.get(digest);
            return new Proof(userId, end, digest);
        });
    }

    boolean proves(Proof proof, String address) {
        return MessageDigest.isEqual(proof.digest(), digestOfProof(proof.userId(), address, proof.end()));
    }

    public String reset(UUID userId, UUID id) {
        return text(ByteBuffer.allocate(1 + 2 * ID + DIGEST)
                .put(FORM)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(digestOfReset(userId, id))
                .array());
    }

    /** Empty if it is none that Evently made. */
    Optional<Reset> readReset(String text) {
        return bytes(text, 1 + 2 * ID + DIGEST).flatMap(bytes -> {
            UUID userId = new UUID(bytes.getLong(), bytes.getLong());
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            byte[] sent = new byte[DIGEST];
            bytes.get(sent);
            return MessageDigest.isEqual(sent, digestOfReset(userId, id))
                    ? Optional.of(new Reset(userId, id))
                    : Optional.empty();
        });
    }

    private byte[] digestOfProof(UUID userId, String address, long end) {
        return digest.apply(List.of("address-proof", userId.toString(), address, Long.toString(end)));
    }

    private byte[] digestOfReset(UUID userId, UUID id) {
        return digest.apply(List.of("password-reset", userId.toString(), id.toString()));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Behind the form; the decoder alone would take several texts for the same bytes. */
    private static Optional<ByteBuffer> bytes(String text, int length) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        return bytes.length == length && bytes[0] == FORM && text(bytes).equals(text)
                ? Optional.of(ByteBuffer.wrap(Arrays.copyOfRange(bytes, 1, length)))
                : Optional.empty();
    }
}
