package io.evently;

import com.typesafe.config.Config;
import io.evently.crypto.SecretFile;
import io.evently.database.StartupRefused;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A secret that an operator gives by its value, or by the name of a file that holds it ({@code …_FILE}). */
final class SecretSetting {

    private SecretSetting() {}

    /**
     * Its text as it was given, or nothing.
     *
     * @param key below {@code evently} in the settings; that of the file ends with {@code -file}
     * @param variable in the environment, for refusals
     * @throws StartupRefused if it is given twice, or the file holds none
     */
    static Optional<String> find(Config evently, String key, String variable) {
        String value = evently.getString(key);
        String file = evently.getString(key + "-file");
        if (file.isEmpty()) {
            return Optional.of(value).filter(text -> !text.isEmpty());
        }
        if (!value.isEmpty()) {
            throw new StartupRefused(variable + " and " + variable + "_FILE are both set, and only one can be meant.");
        }
        // A refusal does not repeat what it says: it may be the secret, in the wrong variable.
        Path path = path(file).orElseThrow(() -> new StartupRefused(variable + "_FILE is no name of a file."));
        return Optional.of(SecretFile.given(variable + "_FILE", path));
    }

    private static Optional<Path> path(String file) {
        try {
            return Optional.of(Path.of(file));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
