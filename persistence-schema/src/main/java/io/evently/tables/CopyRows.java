package io.evently.tables;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for {@code COPY … FROM STDIN} in its text format, field by field. Half the cost of an {@code INSERT} for a table
 * that is only added to; a row that is there already fails all of them.
 */
final class CopyRows {

    private static final String NULL = "\\N";

    private final StringBuilder text = new StringBuilder(16_384);
    private boolean first = true;

    CopyRows id(UUID value) {
        return raw(value == null ? NULL : value.toString());
    }

    CopyRows number(long value) {
        return raw(Long.toString(value));
    }

    /** @param micros since 1970 */
    CopyRows time(long micros) {
        long second = Math.floorDiv(micros, 1_000_000L);
        long nanos = TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L));
        return raw(Instant.ofEpochSecond(second, nanos).toString());
    }

    /** Text; PostgreSQL cannot hold the character 0, and what means something to COPY is escaped. */
    CopyRows text(String value) {
        if (value == null) {
            return raw(NULL);
        }
        separate();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\0' -> text.append('\ufffd');
                default -> text.append(c);
            }
        }
        return this;
    }

    void endRow() {
        text.append('\n');
        first = true;
    }

    /** @param sql {@code copy … from stdin} */
    void write(Connection connection, String sql) throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private CopyRows raw(String value) {
        separate();
        text.append(value);
        return this;
    }

    private void separate() {
        if (!first) {
            text.append('\t');
        }
        first = false;
    }
}
