package io.evently.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.database.StartupRefused;
import io.evently.database.backup.Dumped.Partition;
import io.evently.database.backup.Dumped.Rows;
import io.evently.database.backup.Dumped.Schema;
import io.evently.database.backup.Dumped.Sequence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is in a backup, a line each: words with a blank between, the last one to the end of the line.
 *
 * @param kind as its name says
 * @param all of all four databases, in the order in which rows have to come back: parents before children
 */
record Manifest(BackupKind kind, List<Dumped> all) {

    private static final String FILE = "MANIFEST";

    private static final String FORM = "evently-backup 1";

    /** Schema and name as they go into SQL: what Evently calls its own needs no quotes. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*");

    /** {@code "columns"} may be quoted. */
    private static final Pattern COLUMNS =
            Pattern.compile("(?:[a-z0-9_]+|\"[a-z0-9_]+\")(?:,(?:[a-z0-9_]+|\"[a-z0-9_]+\"))*");

    private static final Pattern BOUND = Pattern.compile("DEFAULT|FOR VALUES [A-Za-z0-9 ()',.:+-]+");

    private static final Pattern VERSION = Pattern.compile("[0-9.]+");

    /** Those of one kind of line and one database. */
    <D extends Dumped> List<D> of(int shard, Class<D> kindOfLine) {
        return all.stream()
                .filter(kindOfLine::isInstance)
                .map(kindOfLine::cast)
                .filter(line -> line.shard() == shard)
                .toList();
    }

    /** The migration that a database was at. */
    String schemaOf(int shard) {
        return of(shard, Schema.class).get(0).version();
    }

    long rows() {
        return all.stream()
                .mapToLong(line -> line instanceof Rows rows ? rows.rows() : 0)
                .sum();
    }

    void write(Path backup) throws IOException {
        StringBuilder text = new StringBuilder(FORM).append('\n');
        text.append("kind ").append(kind.label()).append('\n');
        for (Dumped line : all) {
            text.append(line(line)).append('\n');
        }
        Path file = backup.resolve(FILE);
        try (OutputStream out = PrivateFolder.newFile(file)) {
            out.write(text.toString().getBytes(UTF_8));
        }
        PrivateFolder.force(file);
    }

    private static String line(Dumped line) {
        if (line instanceof Schema schema) {
            return "schema " + schema.shard() + " " + schema.version();
        }
        if (line instanceof Rows rows) {
            return "rows " + rows.shard() + " " + rows.name() + " " + rows.rows() + " " + rows.columns();
        }
        if (line instanceof Partition partition) {
            return "partition " + partition.shard() + " " + partition.parent() + " " + partition.name() + " "
                    + partition.bound();
        }
        if (line instanceof Sequence sequence) {
            return "sequence " + sequence.shard() + " " + sequence.name() + " " + sequence.last();
        }
        throw new IllegalStateException(line.toString());
    }

    /** @throws StartupRefused if it is none that this version can read */
    static Manifest read(Path backup) {
        try {
            List<String> lines = Files.readAllLines(backup.resolve(FILE));
            if (lines.size() < 2 || !lines.get(0).equals(FORM)) {
                throw new IllegalArgumentException("it begins with another line than " + FORM);
            }
            BackupKind kind = lines.get(1).equals("kind keys") ? BackupKind.KEYS : BackupKind.DATA;
            List<Dumped> all = new ArrayList<>();
            for (String line : lines.subList(2, lines.size())) {
                all.add(read(line));
            }
            return new Manifest(kind, List.copyOf(all));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new StartupRefused(
                    "The " + FILE + " of " + backup.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Dumped read(String line) {
        String[] words = line.split(" ", 3);
        int shard = Integer.parseInt(words[1]);
        String rest = words[2];
        switch (words[0]) {
            case "schema" -> {
                return new Schema(shard, matching(VERSION, rest));
            }
            case "rows" -> {
                String[] parts = rest.split(" ", 3);
                return new Rows(shard, matching(NAME, parts[0]), Long.parseLong(parts[1]), matching(COLUMNS, parts[2]));
            }
            case "partition" -> {
                String[] parts = rest.split(" ", 3);
                return new Partition(
                        shard, matching(NAME, parts[0]), matching(NAME, parts[1]), matching(BOUND, parts[2]));
            }
            case "sequence" -> {
                String[] parts = rest.split(" ", 2);
                return new Sequence(shard, matching(NAME, parts[0]), Long.parseLong(parts[1]));
            }
            default -> throw new IllegalArgumentException("no line of a manifest: " + line);
        }
    }

    /** It becomes part of SQL: a file that somebody wrote must not say more than a name. */
    static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not as expected: " + text);
        }
        return text;
    }
}
