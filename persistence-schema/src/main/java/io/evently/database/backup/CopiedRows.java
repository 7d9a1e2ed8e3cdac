package io.evently.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.database.StartupRefused;
import io.evently.database.backup.Dumped.Rows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a table in a backup, as {@code copy} wrote them. For values without tabs, line ends and backslashes, which it
 * would write otherwise than they are: ids, times, numbers, names, and bytes as hexadecimal digits.
 */
final class CopiedRows {

    private static final String NULL = "\\N";

    /** The backslash of {@code \x} is one of those that are written twice. */
    private static final String BYTES = "\\\\x";

    private final List<String> columns;
    private String[] values;

    private CopiedRows(List<String> columns) {
        this.columns = columns;
    }

    /**
     * Reads the rows of a table one after the other; none if the backup does not have it.
     *
     * @param table schema and table
     * @param row is given the row at hand, until the next one
     * @throws StartupRefused if they are not as expected
     */
    static void each(Path backup, Manifest manifest, int shard, String table, Consumer<CopiedRows> row) {
        for (Rows rows : manifest.of(shard, Rows.class)) {
            if (rows.name().equals(table)) {
                new CopiedRows(Arrays.asList(rows.columns().split(","))).read(backup.resolve(rows.file()), row);
            }
        }
    }

    private void read(Path file, Consumer<CopiedRows> row) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                values = line.split("\t", -1);
                row.accept(this);
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new StartupRefused("The file " + file + " of the backup cannot be read: " + e, e);
        }
    }

    /** Null also if there was no such column when the backup was made. */
    String text(String column) {
        int at = columns.indexOf(column);
        return at < 0 || values[at].equals(NULL) ? null : values[at];
    }

    UUID id(String column) {
        String text = text(column);
        return text == null ? null : UUID.fromString(text);
    }

    byte[] bytes(String column) {
        String text = text(column);
        if (text == null || !text.startsWith(BYTES)) {
            throw new IllegalArgumentException("no bytes in " + column);
        }
        return HexFormat.of().parseHex(text.substring(BYTES.length()));
    }
}
