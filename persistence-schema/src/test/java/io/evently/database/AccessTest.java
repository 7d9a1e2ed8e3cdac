package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SQL as each role: what it may not see or change, whatever it tries. */
class AccessTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /**
     * Who may what: select, insert, update, delete, truncate, references, trigger. A table that is not here fails the test:
     * whoever makes one says who may read it.
     */
    private static final String WHO_MAY_WHAT =
            """
            access_granted: nobody
            access_rules: operator s
            account_links: projection siud
            active_admins: projection siud
            analysis.attendance: analyst s
            analysis.bookings_by_day: analyst s
            analysis.customers: analyst s
            analysis.demand: analyst s
            analysis.price_steps: analyst s
            analysis.waiting_times: analyst s
            attempt_counts: projection siud
            audit: api s, operator s, projection si
            audit_backlog: projection siud
            audit_chains: operator s, projection su
            booking_attempts: api s, projection siud
            bookings: api s, projection siud
            bounced_addresses: projection siud
            cluster_leases: operator s, projection siud
            cluster_members: operator s, projection siud
            database_reach: operator s, projection siud
            departures: projection siud
            email_delivery_log: api s, projection siud
            email_templates: api s, projection siud
            erasures: projection siud
            event_analytics: api s, projection siud
            event_endings: operator s, projection siud
            event_journal: projection siud
            event_tag: projection siud
            event_wakes: operator s, projection siud
            events: api s, projection siud
            flyway_schema_history: operator s
            idempotency_keys: projection siud
            keys.forgotten: keys s, projection si
            keys.index_rotations: keys s, projection su
            keys.nodes: keys s, projection siud
            keys.retired_master_keys: keys s, projection s
            keys.service_keys: keys s, projection sid
            keys.user_keys: keys s, projection sid
            login_attempts: projection siud
            message_backlog: operator s, projection siud
            message_fanouts: projection siud
            message_positions: operator s, projection siud
            message_preferences: api s, projection siud
            message_reminders: projection siud
            message_source: operator s, projection siud
            notification_head: projection siud
            notifications: api s, projection siud
            plain_attempts: projection siud
            pricing_history: api s, projection siud
            projection_positions: operator s, projection siud
            projection_quarantine: operator su, projection siud
            pseudonym_keys: nobody
            session_marks: projection siud
            shard: operator s, projection s
            snapshot: projection siud
            told_events: projection siud
            user_keys: keys s, projection sid
            users: api s, projection siud
            waitlist_entries: api s, projection siud
            waitlist_promotions: api s, projection siud
            waitlists: api s, projection s
            webhook_backlog: operator s, projection siud
            webhook_deliveries: api s, projection siud
            webhook_lanes: projection siud
            webhooks: api s, projection siud
            """;

    private static final String RIGHTS =
            """
            select c.oid::regclass || ': ' || coalesce((
                select string_agg(replace(rolname, 'evently_', '') || ' ' || all_letters, ', ' order by rolname)
                from pg_roles
                cross join lateral (
                    select string_agg(letter, '' order by place) as letters
                    from (values (1, 'select', 's'), (2, 'insert', 'i'), (3, 'update', 'u'), (6, 'references', 'r'))
                        of_columns (place, privilege, letter)
                    where has_any_column_privilege(pg_roles.oid, c.oid, privilege)) of_columns
                cross join lateral (
                    select letters || coalesce(string_agg(letter, ''), '') as all_letters
                    from (values ('delete', 'd'), ('truncate', 't'), ('trigger', 'g')) whole (privilege, letter)
                    where has_table_privilege(pg_roles.oid, c.oid, privilege)) whole
                where rolname in ('evently_projection', 'evently_api', 'evently_app', 'evently_keys', 'evently_operator',
                        'evently_analyst')
                    and letters is not null), 'nobody')
            from pg_class c
            where relnamespace in ('public'::regnamespace, to_regnamespace('keys'), to_regnamespace('analysis'))
                and relkind in ('r', 'p', 'v', 'm') and not relispartition
            order by 1
            """;

    @BeforeAll
    static void fill() throws SQLException {
        RolesFixture.migrate();
        RolesFixture.fill();
    }

    @Test
    void everyTableIsInTheListOfWhoMayWhat() throws SQLException {
        assertThat(String.join("\n", TestServer.rows(RolesFixture.superuser(), RIGHTS)) + "\n")
                .isEqualTo(WHO_MAY_WHAT);
    }

    @Test
    void noPartitionIsAnybodysButTheirsWhoSeeAll() throws SQLException {
        assertThat(
                        TestServer.rows(
                                RolesFixture.superuser(),
                                """
                        select rolname, relname from pg_class, pg_roles
                        where relispartition and relkind = 'r' and rolname like 'evently%'
                            and rolname not in ('evently_owner') and has_any_column_privilege(pg_roles.oid, pg_class.oid,
                                'select, insert, update')
                        """))
                .isEmpty();
    }

    @Test
    void noneIsMightyAndOnlyLoginsLogIn() throws SQLException {
        assertThat(
                        TestServer.rows(
                                RolesFixture.superuser(),
                                """
                        select rolname, rolcanlogin, rolbypassrls,
                            rolsuper or rolcreaterole or rolcreatedb or rolreplication
                        from pg_roles where rolname like 'evently%' order by 1
                        """))
                .containsExactly(
                        "evently_analyst|f|f|f",
                        "evently_api|t|f|f",
                        "evently_app|t|f|f",
                        "evently_keys|f|f|f",
                        "evently_operator|f|f|f",
                        "evently_owner|t|f|f",
                        "evently_projection|f|t|f");
    }

    @Test
    void requestsMayReadWhatListsShowAndNothingElse() throws SQLException {
        try (Connection api = RolesFixture.api()) {
            refuses(
                    api,
                    "select * from event_journal",
                    "select * from snapshot",
                    "select password_hash from users",
                    "select email from users",
                    "select email_bidx from users",
                    "select * from users",
                    "select * from session_marks",
                    "select * from login_attempts",
                    "select * from idempotency_keys",
                    "select * from attempt_counts",
                    "select * from pseudonym_keys",
                    "select * from flyway_schema_history",
                    "select * from booking_attempts_default",
                    "select * from notifications_default",
                    "insert into users (id, version) values ('%s', 0)".formatted(RolesFixture.CONCERT),
                    "update bookings set quantity = 2",
                    "update users set role = 'admin'",
                    "delete from bookings",
                    "truncate bookings",
                    "select * from bookings for update",
                    "copy bookings from stdin",
                    "select nextval('event_journal_ordering_seq')",
                    "select ensure_partitions(now(), 1, 1)",
                    "select drop_partitions('booking_attempts', now())",
                    "select * from analysis.customers",
                    "select analysis.make_keys()");
        }
    }

    @Test
    void requestsCannotBecomeAnybodyElse() throws SQLException {
        try (Connection api = RolesFixture.api()) {
            refuses(
                    api,
                    "set role evently_projection",
                    "set role evently_owner",
                    "set role postgres",
                    "set session authorization postgres",
                    "set session authorization evently_owner",
                    "grant evently_projection to evently_api",
                    "alter role evently_api superuser",
                    "alter role evently_api bypassrls",
                    "alter role evently_owner password 'mine'",
                    "create role another superuser",
                    "set session_replication_role = replica",
                    "set log_statement = 'none'",
                    "alter system set fsync = off",
                    "load 'auto_explain'",
                    "copy (select 1) to program 'true'",
                    "copy bookings to '/tmp/bookings'",
                    "copy bookings from program 'true'",
                    "select lo_import('/etc/hostname')",
                    "select lo_export(1, '/tmp/bookings')",
                    "select pg_read_file('/etc/hostname')",
                    "select pg_ls_dir('.')",
                    "create function mine() returns integer language sql security definer return 1",
                    "create function pg_temp.mine() returns integer language sql security definer return 1",
                    "create table mine (id int)",
                    "create temporary table mine (id int)",
                    "create schema mine",
                    "alter table bookings disable row level security",
                    "alter table bookings owner to evently_api",
                    "drop policy own_or_admin on bookings",
                    "create policy mine on bookings using (true)",
                    "create trigger mine before insert on bookings execute function forget_older_snapshots()",
                    "create publication mine for table bookings",
                    "create or replace function viewer_id() returns uuid language sql return null",
                    "do $$ begin perform grant_roles(); end $$");
            for (String harmless : List.of("reset role", "set role none", "reset session authorization", "reset all")) {
                TestServer.execute(api, harmless);
                assertThat(TestServer.rows(api, "select current_user, session_user"))
                        .as(harmless)
                        .containsExactly("evently_api|evently_api");
            }
            TestServer.execute(api, "set row_security = off");
            refuses(api, "select * from bookings");
        }
    }

    @Test
    void theApplicationHasNothingButByItsRoleAndIsNoOwner() throws SQLException {
        try (Connection application =
                ConnectionLimits.connect(TestServer.get().applicationUrls().get(0), "test", ConnectionLimits.SHORT)) {
            assertThat(TestServer.rows(application, "select count(*) from bookings"))
                    .containsExactly("2");
            assertThat(TestServer.rows(application, "select row_security_active('bookings')"))
                    .containsExactly("f");
            refuses(
                    application,
                    "set role evently_owner",
                    "set role evently_api",
                    "set session authorization postgres",
                    "alter table bookings disable row level security",
                    "drop table bookings",
                    "truncate bookings",
                    "delete from flyway_schema_history",
                    "update shard set number = 1",
                    "select * from pseudonym_keys",
                    "select * from analysis.customers");
            TestServer.execute(application, "set role evently_app");
            refuses(application, "select * from bookings", "select * from event_journal", "select grant_roles()");
            TestServer.execute(application, "reset role");
            assertThat(TestServer.rows(application, "select current_user"))
                    .as("what it connected with")
                    .containsExactly("evently_projection");
        }
    }

    @Test
    void operatorsSeeHowItGoesAndNoPerson() throws SQLException {
        try (Connection operator = RolesFixture.memberOf("evently_operator")) {
            TestServer.rows(operator, "select * from cluster_members");
            TestServer.rows(operator, "select * from projection_positions");
            TestServer.rows(operator, "select * from audit");
            TestServer.rows(operator, "select * from audit_chains");
            TestServer.execute(operator, "update projection_quarantine set retry = true");
            assertThat(TestServer.rows(operator, "select count(*) > 0 from pg_stat_activity where query <> ''"))
                    .containsExactly("t");
            refuses(
                    operator,
                    "select * from users",
                    "select * from bookings",
                    "select * from waitlists",
                    "select * from booking_attempts",
                    "select * from event_journal",
                    "select * from snapshot",
                    "update projection_quarantine set reason = ''",
                    "delete from cluster_members",
                    "set role evently_projection",
                    "select pg_read_file('/etc/hostname')");
        }
    }

    @Test
    void keysAreTheirKeepersAndNothingElseIs() throws SQLException {
        try (Connection keeper = RolesFixture.memberOf("evently_keys")) {
            refuses(
                    keeper,
                    "delete from keys.user_keys",
                    "delete from keys.forgotten",
                    "select keys.forget('%s', null)".formatted(RolesFixture.CONCERT),
                    "select * from users",
                    "select * from bookings",
                    "select * from event_journal",
                    "select * from pseudonym_keys",
                    "set role evently_projection");
        }
    }

    @Test
    void theListOfTheForgottenOnlyGrows() throws SQLException {
        try (Connection application =
                ConnectionLimits.connect(TestServer.get().applicationUrls().get(0), "test", ConnectionLimits.SHORT)) {
            String person = UUID.randomUUID().toString();
            TestServer.execute(
                    application,
                    "insert into keys.user_keys (user_id, wrapped_key, created_at) values ('%s', '\\x01', now())"
                            .formatted(person));

            TestServer.rows(application, "select 1 from keys.forget('%s', null)".formatted(person));

            assertThat(TestServer.rows(
                            application, "select count(*) from keys.user_keys where user_id = '" + person + "'"))
                    .containsExactly("0");
            refuses(
                    application,
                    "delete from keys.forgotten",
                    "truncate keys.forgotten",
                    "update keys.forgotten set user_id = gen_random_uuid()",
                    "insert into keys.forgotten values ('%s', now(), null) on conflict (user_id) do update set asked_by = null"
                            .formatted(person),
                    "alter table keys.user_keys disable trigger user_keys_forgotten",
                    "update keys.user_keys set wrapped_key = '\\x02'",
                    "update keys.service_keys set wrapped_key = '\\x02'",
                    "insert into keys.retired_master_keys values ('x', now())",
                    "insert into keys.index_rotations (version, asked_at) values (9, now())");
        }
    }

    @Test
    void rolesThatAreMadeAfterTheTablesGetWhatIsTheirs() throws SQLException {
        List<String> urls = TestServer.migrated("late_roles");
        TestServer.execute(
                urls.get(0),
                "update access_granted set fingerprint = ''",
                "revoke all on all tables in schema public from evently_api",
                "grant all on users to evently_api");

        Migrations.migrate(urls);

        assertThat(
                        TestServer.rows(
                                urls.get(0),
                                """
                        select has_table_privilege('evently_api', 'bookings', 'select'),
                            has_table_privilege('evently_api', 'users', 'select')
                        """))
                .containsExactly("t|f");
        assertThat(TestServer.rows(urls.get(0), "select grant_roles()")).containsExactly("f");
    }

    static void refuses(Connection connection, String... statements) {
        for (String sql : statements) {
            assertThatThrownBy(() -> TestServer.execute(connection, sql))
                    .as(sql)
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .as(refused.getMessage())
                            .isEqualTo(INSUFFICIENT_PRIVILEGE));
        }
    }
}
