package io.evently.crypto;

import io.evently.database.StartupRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The secret that access tokens are signed with (HS256). */
public final class JwtSecret {

    /** As long as the signature: RFC 7518, section 3.2 asks for no less. */
    private static final int SHORTEST = 32;

    private static final String FILE = "jwt.secret";

    private JwtSecret() {}

    /**
     * A configured secret; its UTF-8 bytes as they stand are the key.
     *
     * @throws StartupRefused if they are fewer than 32
     */
    public static String of(String configured) {
        int bytes = configured.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < SHORTEST) {
            throw new StartupRefused("EVENTLY_JWT_SECRET has %d bytes; at least %d are needed to sign with HS256."
                    .formatted(bytes, SHORTEST));
        }
        return configured;
    }

    /**
     * The secret kept in the data folder, made there at first start. It is the file's text, not what the text decodes
     * to: whoever moves to several nodes gives that text to all of them as EVENTLY_JWT_SECRET, and tokens stay valid.
     */
    public static String keptIn(Path dataFolder) {
        return of(SecretFile.readOrMake(dataFolder.resolve(FILE)));
    }
}
