package io.evently.crypto;

import io.evently.database.PrivateFile;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets in files: made by Evently in its data folder (32 random bytes as a line of base64), or given by the operator.
 * No refusal shows what is in them, nor a path that leads nowhere: it may be a secret in the wrong variable.
 */
public final class SecretFile {

    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);

    /** 256 bits. */
    static final int BYTES = 32;

    /** Some lines; more is some other file, which is not read into memory to find that out. */
    private static final int LONGEST = 16_384;

    private SecretFile() {}

    /** The secret in {@code file}, which is made if it is missing (mode 0400). */
    static String readOrMake(Path file) {
        makeIfMissing(file);
        return read(file, "The file " + file).strip();
    }

    static void makeIfMissing(Path file) {
        if (!Files.exists(file)) {
            make(file);
        }
    }

    /**
     * The secret in a file of the operator's: its text, without line ends behind it. Warns if others than the file's
     * owner may read it.
     *
     * @param variable names the file, and is what a refusal names
     * @throws StartupRefused if there is none
     */
    public static String given(String variable, Path file) {
        warnIfOthersMayRead(variable, file);
        String what = "The file that " + variable + " names";
        String text = read(file, what).replaceFirst("[\\r\\n]+$", "");
        if (text.isBlank()) {
            throw new StartupRefused(what + " is empty.");
        }
        return text;
    }

    /** Tells the operator, who may have reasons: a folder that lets nobody in, or a group that is Evently's own. */
    public static void warnIfOthersMayRead(String variable, Path file) {
        try {
            if (PrivateFile.mayBeReadByOthers(file)) {
                log.warn(
                        "The file that {} names may be read by others than its owner; chmod 400 keeps them out",
                        variable);
            }
        } catch (IOException e) {
            // Whoever reads it says so, and with better words.
            log.debug("The mode of the file that {} names is not known", variable, e);
        }
    }

    /**
     * The text of a file, as it stands there.
     *
     * @param what begins the sentence of a refusal
     */
    static String read(Path file, String what) {
        try {
            if (!Files.exists(file)) {
                throw new StartupRefused(what + " does not exist.");
            }
            if (Files.size(file) > LONGEST) {
                throw new StartupRefused(what + " is too long to hold a secret.");
            }
            byte[] bytes = Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StartupRefused(what + " holds no text (UTF-8).", e);
        } catch (IOException e) {
            throw new StartupRefused(what + " cannot be read: " + e, e);
        }
    }

    private static void make(Path file) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            PrivateFile.write(file, Base64.getEncoder().encodeToString(secret) + "\n", "r--------");
        } catch (IOException e) {
            throw new StartupRefused("No secret can be made in " + file + ": " + e, e);
        }
    }
}
