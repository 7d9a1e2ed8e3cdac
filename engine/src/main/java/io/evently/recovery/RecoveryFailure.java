package io.evently.recovery;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Tells what lies in an entity's own rows from what lies in its database, and passes. */
final class RecoveryFailure {

    /**
     * Classes of SQLSTATE for damaged pages (XX), files that cannot be read (58) and values that cannot be handed out (22,
     * 54). Everything else (connection, rights, a missing table, a lock) concerns the database, and has its own alerts.
     */
    private static final Set<String> OF_ROWS = Set.of("XX", "58", "22", "54");

    /** Of the reason that is kept and logged. */
    private static final int LONGEST_REASON = 500;

    private RecoveryFailure() {}

    static boolean liesInRows(Throwable failure) {
        if (unreadable(failure).isPresent()) {
            return true;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state != null && state.length() == 5 && OF_ROWS.contains(state.substring(0, 2));
            }
            if (each instanceof TimeoutException
                    || each instanceof RejectedExecutionException
                    || each.getClass().getName().startsWith("org.apache.pekko.")) {
                return false;
            }
        }
        // Thrown by the rules that apply a fact: it does not fit to what was before.
        return failure instanceof RuntimeException;
    }

    /** The number of the record, or {@link UnreadableJournal#NO_RECORD}. */
    static long sequenceNumber(Throwable failure) {
        return unreadable(failure).map(UnreadableJournal::sequenceNumber).orElse(UnreadableJournal.NO_RECORD);
    }

    /** In one line, for operators. */
    static String reason(Throwable failure) {
        String reason = unreadable(failure)
                .map(Throwable::getMessage)
                .orElseGet(() -> rootOf(failure).toString())
                .replaceAll("\\s+", " ");
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    private static Optional<UnreadableJournal> unreadable(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnreadableJournal found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
