package io.evently.crypto;

import io.evently.database.StartupRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The secrets that access tokens are signed with (HS256): the newest signs, and all verify, so that one can follow another. */
public final class JwtSecret {

    /** As long as the signature: RFC 7518, section 3.2 asks for no less. */
    private static final int SHORTEST = 32;

    /** Each costs a look at every forged token; two are enough to change one. */
    private static final int MOST = 8;

    private static final String FILE = "jwt.secret";

    private JwtSecret() {}

    /**
     * Configured secrets, one a line, the newest first; the UTF-8 bytes of each line as they stand are a key.
     *
     * @throws StartupRefused if there is none, one has fewer than 32 bytes, or there are more than 8
     */
    public static List<String> of(String configured) {
        List<String> secrets =
                configured.lines().filter(line -> !line.isBlank()).toList();
        int shortest = secrets.stream()
                .mapToInt(secret -> secret.getBytes(StandardCharsets.UTF_8).length)
                .min()
                .orElse(0);
        if (shortest < SHORTEST) {
            throw new StartupRefused("EVENTLY_JWT_SECRET has %d bytes; at least %d are needed to sign with HS256."
                            .formatted(shortest, SHORTEST)
                    + (secrets.size() > 1 ? " Each line is a secret of its own." : ""));
        }
        if (secrets.size() > MOST) {
            throw new StartupRefused(
                    "EVENTLY_JWT_SECRET has %d lines; at most %d secrets are tried.".formatted(secrets.size(), MOST));
        }
        return secrets;
    }

    /**
     * The secret kept in the data folder, made there at first start. It is the file's text, not what the text decodes
     * to: whoever moves to several nodes gives that text to all of them as EVENTLY_JWT_SECRET, and tokens stay valid.
     */
    public static List<String> keptIn(Path dataFolder) {
        return of(SecretFile.readOrMake(dataFolder.resolve(FILE)));
    }
}
