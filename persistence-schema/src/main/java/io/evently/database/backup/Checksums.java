package io.evently.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code SHA256SUMS} of a backup: all its files, in the form that {@code sha256sum -c} reads. */
final class Checksums {

    private static final String FILE = "SHA256SUMS";

    private static final int HEX_DIGITS = 64;

    private Checksums() {}

    /** Of all that is there; comes last, so that a backup without it is not whole. */
    static void write(Path backup) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> file : of(backup).entrySet()) {
            lines.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
        }
        try (OutputStream out = PrivateFolder.newFile(backup.resolve(FILE))) {
            out.write(lines.toString().getBytes(UTF_8));
        }
        PrivateFolder.force(backup.resolve(FILE));
    }

    /**
     * Reads everything once.
     *
     * @throws StartupRefused naming a file that is damaged, missing, or was not there
     */
    static void mustHold(Path backup) {
        try {
            Map<String, String> expected = new TreeMap<>();
            for (String line : Files.readAllLines(backup.resolve(FILE))) {
                expected.put(line.substring(HEX_DIGITS + 2), line.substring(0, HEX_DIGITS));
            }
            Map<String, String> found = of(backup);
            for (Map.Entry<String, String> file : expected.entrySet()) {
                if (!file.getValue().equals(found.remove(file.getKey()))) {
                    throw damaged(backup, file.getKey() + " is not what it was", null);
                }
            }
            if (!found.isEmpty()) {
                throw damaged(backup, found.keySet().iterator().next() + " is no part of it", null);
            }
        } catch (IOException | StringIndexOutOfBoundsException e) {
            throw damaged(backup, e.toString(), e);
        }
    }

    private static StartupRefused damaged(Path backup, String what, Exception cause) {
        return new StartupRefused(
                "The backup " + backup.getFileName() + " is damaged: " + what
                        + ". Bring it back whole, or move it out of the folder.",
                cause);
    }

    private static Map<String, String> of(Path backup) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(backup)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(FILE))
                    .toList();
        }
        Map<String, String> sums = new TreeMap<>();
        for (Path file : files) {
            sums.put(backup.relativize(file).toString(), sha256(file));
        }
        return sums;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 comes with every Java platform", impossible);
        }
    }
}
