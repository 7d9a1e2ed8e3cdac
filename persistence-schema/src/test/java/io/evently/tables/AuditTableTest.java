package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.ConnectionLimits;
import io.evently.database.TestServer;
import io.evently.tables.AuditChainsTable.Head;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit is only added to, and what is done to it nevertheless is found. */
class AuditTableTest {

    private static final long AT = 1_800_000_000_123_457L;
    private static final UUID ADA = new UUID(7, 1);
    private static String url;

    /** Nothing of a test is committed: an audit cannot be emptied. */
    private Connection connection;

    @BeforeAll
    static void migrate() throws SQLException {
        url = TestServer.migratedFirst("audit");
        try (Connection filling = DriverManager.getConnection(url)) {
            filling.setAutoCommit(false);
            append(filling, AuditChain.FACTS, 10);
            append(filling, AuditChain.REQUESTS, 5);
            filling.commit();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
    }

    @AfterEach
    void undo() throws SQLException {
        connection.rollback();
        connection.close();
    }

    private static void append(Connection connection, AuditChain chain, int rows) throws SQLException {
        List<AuditRow> made = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            String changes = AuditChanges.of(Map.of("b", "\"\\\b\f\n\r\t\u0001\u007f é東😀", "aa", "" + i, "a", "\0"));
            made.add(
                    i % 2 == 0
                            ? AuditRow.of(AT + i, ADA, "user", "8f", "booking.made", "booking", ADA, ADA, changes)
                            : AuditRow.of(AT + i, null, null, null, "audit.lost", "audit", null, null, null));
        }
        AuditTable.append(connection, chain, made);
    }

    private List<String> findings() throws SQLException {
        return AuditVerification.of(connection).findings();
    }

    /** As a superuser may. */
    private void tamper(String... statements) throws SQLException {
        TestServer.execute(
                connection, "alter table audit disable trigger all", "alter table audit_chains disable trigger all");
        TestServer.execute(connection, statements);
    }

    @Test
    void rowsThatNobodyTouchedAreWhole() throws SQLException {
        append(connection, AuditChain.FACTS, 3);

        AuditVerification.Result result = AuditVerification.of(connection);

        assertThat(result.findings()).isEmpty();
        assertThat(result.rows()).isEqualTo(18);
        assertThat(result.heads().stream().map(head -> head.chain().label() + " " + head.sequence()))
                .containsExactly("by-hand 0", "requests 5", "facts 13");
        assertThat(result.heads().get(2).toString()).matches("facts 13 [0-9a-f]{64}");
    }

    @Test
    void sqlComputesTheSameHashes() throws SQLException {
        assertThat(
                        TestServer.rows(
                                connection,
                                """
                        select count(*) from (
                            select hash, audit_hash(
                                coalesce(lag(hash) over (partition by chain order by sequence),
                                    decode(repeat('00', 32), 'hex')), audit) as computed from audit) as each
                        where hash = computed
                        """))
                .containsExactly("15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit set actor = null",
                "update audit set action = 'x' where false",
                "delete from audit where sequence = 3",
                "truncate audit",
                "delete from audit_chains",
                "truncate audit_chains",
                "update audit_chains set sequence = sequence - 1",
                "update audit_chains set hash = sha256('x')",
                "set session_replication_role = replica; delete from audit"
            })
    void nobodyChangesIt(String statement) {
        assertThatThrownBy(() -> TestServer.execute(url, statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the audit is append-only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at = at + interval '1 microsecond'",
                "actor = gen_random_uuid()",
                "role = 'admin'",
                "request_id = ''",
                "action = 'x'",
                "entity = 'y'",
                "entity_id = null",
                "event_id = null",
                "changes = '{}'",
                "hash = sha256('x')"
            })
    void aChangedRowIsFound(String change) throws SQLException {
        tamper("update audit set " + change + " where chain = 3 and sequence = 5");

        assertThat(findings().get(0)).startsWith("facts: row 5 was changed");
    }

    @Test
    void theLastRowIsFoundToo() throws SQLException {
        tamper("update audit set role = 'admin' where chain = 3 and sequence = 10");

        assertThat(findings()).containsExactly("facts: row 10 was changed; or row 9 was, and its hash made anew");
    }

    @Test
    void aRowWhoseHashWasMadeAnewIsFound() throws SQLException {
        tamper(
                """
                update audit set role = 'admin', hash = audit_hash(
                    (select hash from audit b where b.chain = 3 and b.sequence = 4),
                    (select row(a.sequence, a.at, a.chain, a.actor, a.entity_id, a.event_id, 'admin', a.request_id,
                        a.action, a.entity, a.changes, a.hash)::audit from audit a where a.chain = 3 and a.sequence = 5))
                where chain = 3 and sequence = 5
                """);

        assertThat(findings()).containsExactly("facts: row 6 was changed; or row 5 was, and its hash made anew");
    }

    @Test
    void removedRowsAreFound() throws SQLException {
        tamper("delete from audit where chain = 3 and sequence in (1, 4, 5)");

        assertThat(findings()).containsExactly("facts: rows 1 to 1 are missing", "facts: rows 4 to 5 are missing");
    }

    @Test
    void aCutEndIsFound() throws SQLException {
        tamper("delete from audit where chain = 3 and sequence = 10");

        assertThat(findings()).containsExactly("facts: rows 10 to 10 are missing, the end");
    }

    @Test
    void aRemovedChainIsFound() throws SQLException {
        tamper("delete from audit where chain = 3");

        assertThat(findings()).containsExactly("facts: rows 1 to 10 are missing, the end");
    }

    @Test
    void aChainThatWasRemovedWithItsHeadIsFound() throws SQLException {
        tamper("delete from audit where chain = 3", "delete from audit_chains where chain = 3");

        assertThat(findings()).containsExactly("facts: its head is missing");
    }

    @Test
    void aRowThatWasPutInBehindTheEndIsFound() throws SQLException {
        tamper(
                """
                insert into audit (chain, sequence, at, action, entity, hash)
                select 3, 11, at, action, entity, audit_hash(hash, row(11, at, 3, null, null, null, null, null, action,
                    entity, null, null)::audit)
                from audit where chain = 3 and sequence = 10
                """);

        assertThat(findings()).containsExactly("facts: rows 11 to 11 were put in behind the end");
    }

    @Test
    void anEndThatWasCutWithItsHeadDoesNotFitWhatTheLogTells() throws SQLException {
        Head logged = AuditVerification.of(connection).heads().get(2);
        tamper(
                "delete from audit where chain = 3 and sequence > 8",
                "update audit_chains set sequence = 8, hash = (select hash from audit where chain = 3 and sequence = 8)"
                        + " where chain = 3");

        assertThat(findings()).isEmpty();
        assertThat(AuditVerification.findIn(connection, logged))
                .containsExactly("facts: row 10 is not the one that the log tells of");
    }

    // ---- by hand ----

    private static final String USER = "insert into users (id, version) values ('%s', 0)";

    private List<String> byHand() throws SQLException {
        return TestServer.rows(
                connection,
                "select action, entity, entity_id, role, changes - 'databaseUser' from audit where chain = 1 order by sequence");
    }

    @Test
    void whatSomebodyChangesByHandIsARowWithTheNamesOfColumnsOnly() throws SQLException {
        TestServer.execute(connection, USER.formatted(ADA));
        TestServer.execute(
                connection,
                """
                update users set email = 'a secret', name = 'Ada', email_bidx = sha256('x'), password_hash = 'h',
                    role = 'admin', is_active = true, version = 1, created_at = now(), updated_at = now()
                """);
        TestServer.execute(connection, "update users set is_active = true", "delete from users");
        TestServer.execute(connection, "truncate pricing_history");

        assertThat(byHand())
                .containsExactly(
                        "row.inserted|user|" + ADA + "|operator|{\"table\": \"users\"}",
                        "row.updated|user|" + ADA + "|operator|{\"table\": \"users\", \"columns\": \"created_at, email,"
                                + " email_bidx, is_active, name, password_hash, role, updated_at, version\"}",
                        "row.updated|user|" + ADA + "|operator|{\"table\": \"users\"}",
                        "row.deleted|user|" + ADA + "|operator|{\"table\": \"users\"}",
                        "table.truncated|event|null|operator|{\"table\": \"pricing_history\"}");
        assertThat(TestServer.rows(
                        connection,
                        "select distinct changes ->> 'databaseUser' = session_user from audit where chain = 1"))
                .containsExactly("t");
        assertThat(findings()).isEmpty();
    }

    @Test
    void manyRowsInOneTransactionAreOneChain() throws SQLException {
        TestServer.execute(
                connection,
                "insert into users (id, version) select gen_random_uuid(), 0 from generate_series(1, 300)",
                "update users set version = 0",
                "savepoint s",
                "delete from users",
                "rollback to savepoint s",
                "delete from users");

        assertThat(TestServer.rows(connection, "select count(*), max(sequence) from audit where chain = 1"))
                .containsExactly("900|900");
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatEventlyWritesIsNoChangeByHand() throws SQLException {
        try (Connection own = ConnectionLimits.connect(url, "writer-0", ConnectionLimits.SHORT)) {
            own.setAutoCommit(false);
            TestServer.execute(own, USER.formatted(ADA), "delete from users");

            assertThat(TestServer.rows(own, "select count(*) from audit where chain = 1"))
                    .containsExactly("0");
            own.rollback();
        }
    }
}
