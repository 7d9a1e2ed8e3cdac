package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which tables a rebuild makes anew is decided for each, and none of an event's is left behind when it is made anew. */
class ProjectedTablesTest {

    /** Tables that no rebuild touches, or that it writes over; why is in their migrations. */
    private static final Set<String> KEPT = Set.of(
            "account_links",
            "active_admins",
            "attempt_counts",
            "audit",
            "audit_backlog",
            "audit_chains",
            "booking_attempts",
            "bounced_addresses",
            "cluster_leases",
            "cluster_members",
            "database_reach",
            "departures",
            "email_delivery_log",
            "email_templates",
            "erasures",
            "event_journal",
            "event_tag",
            "event_wakes",
            "flyway_schema_history",
            "idempotency_keys",
            "login_attempts",
            "message_backlog",
            "message_fanouts",
            "message_positions",
            "message_reminders",
            "message_source",
            "notification_head",
            "notifications",
            "message_preferences",
            "plain_attempts",
            "projection_positions",
            "session_marks",
            "shard",
            "snapshot",
            "told_events",
            "access_rules",
            "access_granted",
            "pseudonym_keys",
            "webhook_backlog",
            "webhook_deliveries",
            "webhook_lanes",
            "webhooks");

    private static final Set<String> MADE_ANEW =
            Set.of(ProjectedTables.EMPTY.replaceFirst("truncate", "").strip().split(",\\s+"));

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("projected");
    }

    @Test
    void eachTableIsMadeAnewByARebuildOrKept() throws SQLException {
        Set<String> decided = new TreeSet<>(KEPT);
        decided.addAll(MADE_ANEW);

        assertThat(KEPT).doesNotContainAnyElementsOf(MADE_ANEW);
        assertThat(
                        TestServer.rows(
                                url,
                                """
                        select relname from pg_class
                        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                        """))
                .containsExactlyInAnyOrderElementsOf(decided);
    }

    @Test
    void anEventsRowsAreRemovedByNameOrWithTheEvent() throws SQLException {
        List<String> ofAnEvent = TestServer.rows(
                url,
                """
                select table_name from information_schema.columns
                where table_schema = 'public' and column_name = 'event_id' and table_name = any ('{%s}')
                """
                        .formatted(String.join(",", MADE_ANEW)));
        List<String> withTheEvent = TestServer.rows(
                url,
                """
                select conrelid::regclass from pg_constraint
                where contype = 'f' and confrelid = 'events'::regclass and confdeltype = 'c'
                """);

        assertThat(ofAnEvent)
                .hasSizeGreaterThan(5)
                .allMatch(table -> withTheEvent.contains(table)
                        || ProjectedTables.EMPTY_OF_AN_EVENT.contains("delete from " + table + " where event_id = ?"));
    }
}
