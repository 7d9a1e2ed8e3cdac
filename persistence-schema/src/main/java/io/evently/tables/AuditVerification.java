package io.evently.tables;

import io.evently.tables.AuditChainsTable.Head;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the audit of a database is as it was written: each row follows from the one before, none is missing, and each
 * chain ends where its head says. Who may change the tables and knows the hash can make a whole chain anew; then a head
 * that was written to the log ({@link #findIn}) no longer fits.
 */
public final class AuditVerification {

    /** What is told of one database: more would say nothing new. */
    private static final int MOST = 100;

    /**
     * What was found.
     *
     * @param heads where the chains end, of those that are there
     * @param rows that were read
     * @param findings what is wrong, at most 100 sentences; empty: nothing
     */
    public record Result(List<Head> heads, long rows, List<String> findings) {}

    private final List<String> findings = new ArrayList<>();
    private final AuditHash hashes = new AuditHash();
    private AuditChain chain;
    private long rows;
    private long last;
    private byte[] hash;
    private boolean afterGap;

    private AuditVerification() {}

    /**
     * Reads all chains, as they are at one moment: rows may be added meanwhile.
     *
     * @param connection in a transaction of its own, with isolation "repeatable read"
     */
    public static Result of(Connection connection) throws SQLException {
        AuditVerification verification = new AuditVerification();
        List<Head> heads = AuditChainsTable.heads(connection);
        Map<AuditChain, Head> byChain = new EnumMap<>(AuditChain.class);
        heads.forEach(head -> byChain.put(head.chain(), head));
        for (AuditChain each : AuditChain.values()) {
            verification.verify(connection, each, byChain.get(each));
        }
        return new Result(heads, verification.rows, List.copyOf(verification.findings));
    }

    /**
     * Holds a head that the log has against the audit.
     *
     * @return what is wrong; empty: nothing
     */
    public static List<String> findIn(Connection connection, Head logged) throws SQLException {
        return logged.sequence() == 0 || AuditTable.isThere(connection, logged)
                ? List.of()
                : List.of("%s: row %d is not the one that the log tells of"
                        .formatted(logged.chain().label(), logged.sequence()));
    }

    private void verify(Connection connection, AuditChain of, Head head) throws SQLException {
        chain = of;
        last = 0;
        hash = new byte[32];
        afterGap = false;
        AuditTable.read(connection, of, this::take);
        if (head == null) {
            find("its head is missing");
        } else if (head.sequence() > last) {
            find("rows %d to %d are missing, the end".formatted(last + 1, head.sequence()));
        } else if (head.sequence() < last) {
            find("rows %d to %d were put in behind the end".formatted(head.sequence() + 1, last));
        } else if (!Arrays.equals(head.hash(), hash)) {
            find("the head does not fit row %d: one of them was changed".formatted(last));
        }
    }

    private void take(AuditRow row) {
        rows++;
        if (row.sequence() != last + 1) {
            find(
                    row.sequence() <= last || row.sequence() < 1
                            ? "row %d was put in".formatted(row.sequence())
                            : "rows %d to %d are missing".formatted(last + 1, row.sequence() - 1));
            afterGap = true;
        }
        if (!afterGap && !Arrays.equals(hashes.of(hash, row), row.hash())) {
            find(
                    last == 0
                            ? "row %d was changed".formatted(row.sequence())
                            : "row %d was changed; or row %d was, and its hash made anew"
                                    .formatted(row.sequence(), last));
        }
        afterGap = false;
        last = row.sequence();
        hash = row.hash();
    }

    private void find(String what) {
        if (findings.size() < MOST) {
            findings.add(chain.label() + ": " + what);
        }
    }
}
