package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The superuser's password of each PostgreSQL that is looked into, as {@code psql} would find it: in one file of this
 * JVM's own, by port, which the driver is told of. An Evently keeps its own in {@code pgpass} below its data folder.
 */
public final class PgPass {

    /** Names the file to the driver; what else looks into databases in a JVM of its own needs it, too. */
    public static final String PROPERTY = "org.postgresql.pgpassfile";

    private static final Map<Integer, String> PASSWORDS = new TreeMap<>();
    private static Path file;

    private PgPass() {}

    /**
     * Whoever connects as {@code postgres} to that port of 127.0.0.1 from now on has the password.
     *
     * @param dataFolder of the Evently that runs the server
     */
    public static synchronized void learn(Path dataFolder, int port) {
        try {
            PASSWORDS.put(port, password(dataFolder));
            if (file == null) {
                // Readable by its owner only.
                file = Files.createTempFile("pgpass-", "");
                file.toFile().deleteOnExit();
                System.setProperty(PROPERTY, file.toString());
            }
            List<String> lines = new ArrayList<>();
            PASSWORDS.forEach((at, password) -> lines.add("127.0.0.1:" + at + ":*:postgres:" + password));
            Files.write(file, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password(Path dataFolder) throws IOException {
        return Files.readString(dataFolder.resolve("pgpass")).strip().split(":")[4];
    }
}
