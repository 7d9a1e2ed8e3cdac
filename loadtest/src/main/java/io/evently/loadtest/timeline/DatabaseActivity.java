package io.evently.loadtest.timeline;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of PostgreSQL's processes was doing at a moment. Evently's connections are told by the names they give
 * themselves; the tables they write by their statements.
 *
 * @param application as the connection names itself, or empty
 * @param backend kind of the process
 * @param waitType kind of what it waits for; empty: it runs
 * @param waitsFor what it waits for
 * @param query the beginning of its statement
 */
record DatabaseActivity(String application, String backend, String waitType, String waitsFor, String query) {

    private static final Pattern TABLE =
            Pattern.compile("\\b(?:insert\\s+into|copy|update|delete\\s+from|from)\\s+(?:only\\s+)?\"?(\\w+)");

    private static final String CHECKPOINTER = "checkpointer";
    private static final String LOG_WRITER = "walwriter";

    /** Whether it works for no connection. */
    boolean isOfTheServer() {
        return backend.equals(CHECKPOINTER) || backend.equals(LOG_WRITER);
    }

    /** What a request may have waited for; empty for what nobody waits for. */
    Optional<Cause> cause() {
        if (waitsFor.equals("ClientRead")) {
            return Optional.empty();
        }
        return Optional.of(
                switch (backend) {
                    case CHECKPOINTER -> Cause.CHECKPOINT;
                    case LOG_WRITER -> Cause.LOG_WRITER;
                    case "autovacuum worker" -> Cause.VACUUM;
                    default -> causeOfStatement();
                });
    }

    private Cause causeOfStatement() {
        String table = table();
        if (table.equals("event_journal") && query.stripLeading().startsWith("insert")) {
            return Cause.JOURNAL;
        }
        if (application.contains("snapshot")) {
            return Cause.SNAPSHOT;
        }
        if (table.equals("booking_attempts") || table.equals("attempt_counts")) {
            return Cause.ATTEMPTS;
        }
        return application.startsWith("evently writer") ? Cause.TABLES : Cause.OTHER_STATEMENT;
    }

    /** Where it waits, if that is the question; else what it works on. */
    String detail() {
        return switch (cause().orElse(Cause.OTHER_STATEMENT)) {
            case JOURNAL, CHECKPOINT, LOG_WRITER -> waitsFor.isEmpty() ? "runs" : waitType + " " + waitsFor;
            case SNAPSHOT, ATTEMPTS, TABLES -> table().isEmpty() ? verb() : table();
            case VACUUM -> "";
            default -> (application + " " + verb()).strip();
        };
    }

    private String table() {
        Matcher table = TABLE.matcher(query.toLowerCase(Locale.ROOT));
        return table.find() ? table.group(1) : "";
    }

    private String verb() {
        return query.strip().split("\\W", 2)[0].toLowerCase(Locale.ROOT);
    }
}
