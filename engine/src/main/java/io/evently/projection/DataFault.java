package io.evently.projection;

import io.evently.record.NewerRecordException;
import java.sql.SQLException;
import java.util.Set;

/** Tells what lies in a record, and fails whenever it is tried, from what lies in the database, and passes. */
final class DataFault {

    /**
     * Classes of SQLSTATE that a value in a statement can cause: cardinality violation, data exception, integrity
     * constraint violation, limit of the program exceeded (a row too long for an index). Everything else passes or needs
     * a person who looks at the database: connection (08), transaction (25, 40), rights and missing tables (42), disk and
     * memory (53), lock and operator (55, 57), system (58, XX).
     */
    private static final Set<String> OF_THE_DATA = Set.of("21", "22", "23", "54");

    /** Of the reason that is kept: enough for the message and the name of a constraint. */
    private static final int LONGEST_REASON = 500;

    private DataFault() {}

    static boolean isIn(Exception failure) {
        if (failure instanceof SQLException sql) {
            String state = sql.getSQLState();
            return state != null && state.length() == 5 && OF_THE_DATA.contains(state.substring(0, 2));
        }
        return failure instanceof RuntimeException;
    }

    /** Whether another version may well know the record. */
    static boolean isNewer(Exception failure) {
        return failure instanceof NewerRecordException;
    }

    /** In one line, for the table and for operators. */
    static String reason(Exception failure) {
        String reason = failure.toString().replaceAll("\\s+", " ");
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }
}
