package io.evently.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.Hkdf;
import io.evently.database.StartupRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One version of the master key: a line of its file. HKDF (RFC 5869) derives from it what wraps, and the version's name, so
 * that none tells anything about another.
 */
final class MasterKeyLine {

    /** The newest, and those that still wrap something; a rotation needs two. */
    static final int MOST = 5;

    // Never to be changed: what is on disk was made with these.
    private static final String WRAPPING = "evently/user-keys/wrapping/1";
    private static final String VERSION = "evently/master-key/version/1";

    private static final int VERSION_BYTES = 4;

    private final byte[] key;
    private final String version;
    private final Aead wrapping;

    private MasterKeyLine(byte[] key) {
        this.key = key;
        this.version = HexFormat.of().formatHex(derive(VERSION, VERSION_BYTES));
        this.wrapping = Tink.aesGcm(derive(WRAPPING, SecretFile.BYTES));
    }

    static MasterKeyLine random() {
        return new MasterKeyLine(MasterKey.randomKey());
    }

    /** @throws StartupRefused if the text holds anything but one to five different keys, one a line */
    static List<MasterKeyLine> parse(String text, Path file) {
        List<Optional<byte[]>> keys = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(MasterKeyLine::decode)
                .toList();
        if (keys.isEmpty() || keys.stream().anyMatch(Optional::isEmpty)) {
            // Without the text: it may be some other secret.
            throw new StartupRefused("The file " + file + " holds no master key: that is " + SecretFile.BYTES
                    + " random bytes as base64 text (openssl rand -base64 " + SecretFile.BYTES
                    + "), one a line while it is changed.");
        }
        if (keys.size() > MOST) {
            throw new StartupRefused(
                    "The file " + file + " holds " + keys.size() + " master keys; at most " + MOST + " are read.");
        }
        List<MasterKeyLine> lines =
                keys.stream().map(key -> new MasterKeyLine(key.orElseThrow())).toList();
        if (lines.stream().map(MasterKeyLine::version).distinct().count() < lines.size()) {
            throw new StartupRefused("The file " + file + " holds the same master key twice.");
        }
        return lines;
    }

    /** What {@link #parse} reads. */
    static String text(List<MasterKeyLine> lines) {
        return lines.stream().map(MasterKeyLine::text).collect(Collectors.joining());
    }

    static String text(MasterKeyLine line) {
        return Base64.getEncoder().encodeToString(line.key) + "\n";
    }

    /** 8 hexadecimal digits, the same wherever this key is. */
    String version() {
        return version;
    }

    /** Wraps and unwraps. AES-GCM with random nonces is good for 2^32 keys. */
    Aead wrapping() {
        return wrapping;
    }

    /** No salt: RFC 5869, section 3.1 allows that for a key that is random already. */
    byte[] derive(String purpose, int bytes) {
        try {
            return Hkdf.computeHkdf("HMACSHA256", key, new byte[0], purpose.getBytes(StandardCharsets.UTF_8), bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HKDF comes with every Java platform", impossible);
        }
    }

    private static Optional<byte[]> decode(String line) {
        try {
            return Optional.of(Base64.getDecoder().decode(line)).filter(key -> key.length == SecretFile.BYTES);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
