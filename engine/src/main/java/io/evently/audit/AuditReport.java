package io.evently.audit;

import io.evently.database.ConnectionLimits;
import io.evently.tables.AuditChain;
import io.evently.tables.AuditChainsTable.Head;
import io.evently.tables.AuditVerification;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the verification of all audits found, for an operator.
 *
 * @param lines for each database what was read, what is wrong, and where its chains end
 * @param isWhole whether nothing is wrong
 */
public record AuditReport(List<String> lines, boolean isWhole) {

    /** As {@link AuditHeads} writes them, whatever stands before and behind. */
    private static final Pattern LOGGED =
            Pattern.compile("Audit head of database (\\d): ([a-z-]+) (\\d{1,18}) ([0-9a-f]{64})");

    /**
     * Reads the audits.
     *
     * @param urls of the databases 0 to 3
     * @param log lines of a log of Evently, which may tell of heads; empty: none
     * @throws SQLException if a database cannot be read
     */
    public static AuditReport of(List<String> urls, List<String> log) throws SQLException {
        List<String> lines = new ArrayList<>();
        boolean whole = true;
        for (int shard = 0; shard < urls.size(); shard++) {
            try (Connection connection =
                    ConnectionLimits.connect(urls.get(shard), "verify-audit", ConnectionLimits.NONE)) {
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                AuditVerification.Result result = AuditVerification.of(connection);
                List<String> findings = new ArrayList<>(result.findings());
                List<Head> logged = heads(log, shard);
                for (Head head : logged) {
                    findings.addAll(AuditVerification.findIn(connection, head));
                }
                whole &= findings.isEmpty();
                lines.add("database %d: %s of %d rows%s"
                        .formatted(
                                shard,
                                findings.isEmpty() ? "the audit is whole" : "THE AUDIT IS NOT WHOLE",
                                result.rows(),
                                log.isEmpty() ? "" : "; heads that the log tells of: " + logged.size()));
                findings.forEach(finding -> lines.add("  " + finding));
                result.heads().forEach(head -> lines.add("  ends at " + head));
            }
        }
        return new AuditReport(List.copyOf(lines), whole);
    }

    private static List<Head> heads(List<String> log, int shard) {
        List<Head> heads = new ArrayList<>();
        for (String line : log) {
            Matcher logged = LOGGED.matcher(line);
            while (logged.find()) {
                if (Integer.parseInt(logged.group(1)) == shard) {
                    Arrays.stream(AuditChain.values())
                            .filter(chain -> chain.label().equals(logged.group(2)))
                            .forEach(chain -> heads.add(new Head(
                                    chain,
                                    Long.parseLong(logged.group(3)),
                                    HexFormat.of().parseHex(logged.group(4)),
                                    Position.BEGINNING)));
                }
            }
        }
        return heads;
    }
}
