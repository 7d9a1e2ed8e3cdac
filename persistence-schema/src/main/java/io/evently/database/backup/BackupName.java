package io.evently.database.backup;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * The name of a backup's folder, such as {@code data-20261128T233000.000Z}: by name they are in the order of time.
 *
 * @param taken when its first database was read, in UTC and whole milliseconds
 */
public record BackupName(BackupKind kind, Instant taken) implements Comparable<BackupName> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'");

    public BackupName {
        taken = taken.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Empty if it is no such name. */
    static Optional<BackupName> parse(String text) {
        for (BackupKind kind : BackupKind.values()) {
            String prefix = kind.label() + "-";
            if (text.startsWith(prefix)) {
                try {
                    LocalDateTime taken = LocalDateTime.parse(text.substring(prefix.length()), TIME);
                    return Optional.of(new BackupName(kind, taken.toInstant(ZoneOffset.UTC)));
                } catch (DateTimeParseException other) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(BackupName other) {
        return Comparator.comparing(BackupName::taken)
                .thenComparing(BackupName::kind)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return kind.label() + "-" + TIME.format(taken.atOffset(ZoneOffset.UTC));
    }
}
