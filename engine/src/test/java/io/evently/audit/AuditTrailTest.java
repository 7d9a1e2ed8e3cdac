package io.evently.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What requests did is in the audit, or the audit says how much of it is not. */
class AuditTrailTest {

    private static final long AT = 1_767_225_600_000_001L;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<String> urls = TestNode.databases("audit_trail");

    private static AuditEntry entry(UUID actor, String action, Map<String, String> details) {
        return new AuditEntry(AT, actor, "user", "req-1", action, "session", null, details);
    }

    private List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    @Test
    void everyEntryIsARowOnceTheTrailWasClosed() throws Exception {
        UUID ada = UUID.randomUUID();
        Map<String, String> many = new LinkedHashMap<>();
        many.put("outcome", "ok\0");
        many.put("nothing", null);
        for (int i = 0; i < 100; i++) {
            many.put("detail-" + i, "x".repeat(1_000));
        }
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT)) {
            try (AuditTrail trail = new AuditTrail(shards, () -> AT, metrics)) {
                trail.record(entry(ada, "session.created", many));
                for (int i = 0; i < 5_000; i++) {
                    trail.record(entry(ada, "session.ended", Map.of()));
                }
                trail.record(entry(null, "session.refused", Map.of()));
            }
        }
        assertThat(metrics.counter("evently.audit.written").count()).isEqualTo(5_002);
        assertThat(metrics.counter("evently.audit.lost").count()).isZero();
        assertThat(rows(
                        Shards.shardOf(ada),
                        "select action || ' ' || count(*) || ' ' || bool_and(request_id = 'req-1' and role = 'user')"
                                + " from audit where actor = '" + ada + "' group by action order by action"))
                .containsExactly("session.created 1 true", "session.ended 5000 true");
        assertThat(rows(
                        Shards.shardOf(ada),
                        "select (select count(*) from jsonb_object_keys(changes)) || (changes ->> 'outcome') from audit"
                                + " where action = 'session.created' and actor = '" + ada + "'"))
                .containsExactly("16ok\ufffd");
        assertThat(rows(0, "select 'there' from audit where action = 'session.refused' and actor is null"))
                .containsExactly("there");
        assertThat(AuditReport.of(urls, List.of()).isWhole()).isTrue();
    }

    @Test
    void whatIsLostIsCountedInTheChain() throws Exception {
        UUID ada = UUID.randomUUID();
        int shard = Shards.shardOf(ada);
        int taken = 40_000;
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                AuditTrail trail = new AuditTrail(shards, () -> AT, metrics)) {
            try (Connection blocking = DriverManager.getConnection(urls.get(shard));
                    Statement statement = blocking.createStatement()) {
                blocking.setAutoCommit(false);
                statement.execute("select from audit_chains where chain = 2 for update");
                for (int i = 0; i < taken; i++) {
                    trail.record(entry(ada, "access.refused", Map.of()));
                }
                assertThat(metrics.counter("evently.audit.lost").count()).isPositive();
                blocking.rollback();
            }
            String lost = "select coalesce(sum((changes ->> 'number')::int), 0) from audit where action = 'audit.lost'";
            String there = "select count(*) from audit where actor = '" + ada + "'";
            Eventually.await(() -> Integer.parseInt(rows(shard, there).get(0))
                            + Integer.parseInt(rows(shard, lost).get(0))
                    == taken);
        }
        assertThat(AuditReport.of(urls, List.of()).isWhole()).isTrue();
    }

    @Test
    void theReportHoldsTheAuditAgainstWhatTheLogTells() throws Exception {
        UUID ada = UUID.randomUUID();
        int shard = Shards.shardOf(ada);
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                AuditTrail trail = new AuditTrail(shards, () -> AT, metrics)) {
            trail.record(entry(ada, "session.created", Map.of()));
        }
        String head = AuditReport.of(urls, List.of()).lines().stream()
                .filter(line -> line.contains("ends at requests"))
                .skip(shard)
                .findFirst()
                .orElseThrow()
                .replace("  ends at ", "12:00:00 INFO Audit head of database " + shard + ": ");

        assertThat(AuditReport.of(urls, List.of(head, "something else")).isWhole())
                .isTrue();
        AuditReport other = AuditReport.of(urls, List.of(head.replaceAll("[0-9a-f]{64}", "ab".repeat(32))));
        assertThat(other.isWhole()).isFalse();
        assertThat(String.join("\n", other.lines()))
                .contains("database " + shard + ": THE AUDIT IS NOT WHOLE")
                .contains("is not the one that the log tells of");
    }
}
