package io.evently.tables;

import static io.evently.database.RolesFixture.ADA;
import static io.evently.database.RolesFixture.BOB;
import static io.evently.database.RolesFixture.CONCERT;
import static io.evently.database.RolesFixture.seen;
import static io.evently.database.TestServer.execute;
import static io.evently.database.TestServer.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.RolesFixture;
import io.evently.database.Shards;
import io.evently.database.TestServer;
import io.evently.sql.Statements;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody sees what is not theirs, whatever a query forgets: the policies of the tables, as requests meet them. */
class ViewersTest {

    private static final UUID ROOT = new UUID(1, 9);
    private static final List<String> PEOPLES =
            List.of("bookings", "waitlist_entries", "waitlists", "waitlist_promotions", "booking_attempts");

    private static Shards shards;
    private static ReadModel lists;
    private Connection api;

    @BeforeAll
    static void open() {
        RolesFixture.migrate();
        shards = Shards.open(
                TestServer.get().applicationUrls(), TestServer.get().requestUrls(), new Shards.PoolSizes(1, 1, 1));
        lists = new ReadModel(shards, shard -> Runnable::run, Duration.ZERO);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        RolesFixture.fill();
        api = RolesFixture.api();
    }

    @AfterEach
    void disconnect() throws SQLException {
        api.close();
    }

    /** The driver prepares a statement on the server when it comes for the fifth time. */
    @Test
    void whoAsksIsKnownHoweverOftenAStatementComesAndWhateverIsNull() throws SQLException {
        try (Connection request = shards.request(0, Viewer.admin(ROOT))) {
            for (int i = 0; i < 12; i++) {
                assertThat(Statements.list(
                                request,
                                "select current_setting('app.role', true), ?::bigint",
                                row -> row.getString(1),
                                (Object) null))
                        .as("time %d", i + 1)
                        .containsExactly("admin");
            }
        }
    }

    @Test
    void everybodySeesTheirOwnAnAdminAllTheirsAndThePublicNothing() throws SQLException {
        for (String table : PEOPLES) {
            String sql = "select user_id from " + table + " order by 1";
            assertThat(seen(api, Viewer.user(ADA), sql)).as(table).containsExactly(ADA.toString());
            assertThat(seen(api, Viewer.user(BOB), sql)).as(table).containsExactly(BOB.toString());
            assertThat(seen(api, Viewer.admin(ROOT), sql)).as(table).containsExactly(ADA.toString(), BOB.toString());
            assertThat(seen(api, Viewer.user(ROOT), sql)).as(table).isEmpty();
            assertThat(seen(api, Viewer.PUBLIC, sql)).as(table).isEmpty();
            assertThat(rows(api, sql)).as("nobody asks: " + table).isEmpty();
        }
    }

    @Test
    void notificationsAreTheirsAloneAndNumbersAreAdmins() throws SQLException {
        String notifications = "select user_id from notifications";
        assertThat(seen(api, Viewer.user(ADA), notifications)).containsExactly(ADA.toString());
        assertThat(seen(api, Viewer.admin(ROOT), notifications)).isEmpty();

        String analytics = "select metric_type from event_analytics";
        assertThat(seen(api, Viewer.admin(ROOT), analytics)).containsExactly("revenue");
        assertThat(seen(api, Viewer.user(ADA), analytics)).isEmpty();
    }

    @Test
    void eventsAndPricesAreEverybodys() throws SQLException {
        assertThat(rows(api, "select name from events")).containsExactly("Concert");
        assertThat(seen(api, Viewer.PUBLIC, "select reason from pricing_history"))
                .containsExactly("why");
    }

    /** A policy on users that reads users would be asked for itself, for ever. */
    @Test
    void aPolicyOnUsersDoesNotEndInItself() throws SQLException {
        assertThat(seen(api, Viewer.user(ADA), "select id from users")).containsExactly(ADA.toString());
        assertThat(seen(api, Viewer.admin(ROOT), "select id from users")).hasSize(2);
    }

    @Test
    void anAdminsTokenIsNotEnoughWhereTheirRowSaysOtherwise() throws SQLException {
        String all = "select id from bookings";
        assertThat(seen(api, Viewer.admin(ROOT), all)).as("no row here").hasSize(2);
        execute(RolesFixture.superuser(), "insert into users (id, version) values ('" + ROOT + "', 0)");
        assertThat(seen(api, Viewer.admin(ROOT), all)).as("a stub").hasSize(2);

        assertThat(seen(api, Viewer.admin(ADA), all)).as("a user").hasSize(1);
        execute(RolesFixture.superuser(), "update users set role = 'admin' where id = '" + ADA + "'");
        assertThat(seen(api, Viewer.admin(ADA), all)).as("an admin").hasSize(2);
        assertThat(seen(api, Viewer.user(ADA), all)).as("without the token").hasSize(1);
        execute(RolesFixture.superuser(), "update users set is_active = false where id = '" + ADA + "'");
        assertThat(seen(api, Viewer.admin(ADA), all)).as("deactivated").hasSize(1);
        execute(
                RolesFixture.superuser(),
                "update users set is_active = true, email = null, name = null, email_bidx = null, password_hash = null,"
                        + " deleted_at = now() where id = '" + ADA + "'");
        assertThat(seen(api, Viewer.admin(ADA), all)).as("forgotten").hasSize(1);
    }

    /** Ranked under the policy everybody would be the first. */
    @Test
    void positionsAreThoseOfTheWholeQueue() throws SQLException {
        String positions = "select position from waitlists order by 1";
        assertThat(seen(api, Viewer.user(BOB), positions)).containsExactly("2");
        assertThat(seen(api, Viewer.admin(ROOT), positions)).containsExactly("1", "2");
        try (Connection background = shards.reader(0).getConnection()) {
            assertThat(rows(background, positions)).containsExactly("1", "2");
        }
    }

    @Test
    void whoAsksIsForgottenWithTheStatement() throws SQLException {
        assertThat(seen(api, Viewer.admin(ROOT), "select id from bookings")).hasSize(2);
        assertThat(rows(api, "select viewer_id(), is_admin()")).containsExactly("null|f");
        assertThat(rows(api, "select current_setting('app.user_id', true), current_setting('app.role', true)"))
                .as("empty, not null, and no id")
                .containsExactly("|");
        assertThat(rows(api, "select id from bookings")).isEmpty();

        assertThatThrownBy(() -> seen(api, Viewer.admin(ROOT), "select 1 / 0 from bookings"))
                .isInstanceOf(SQLException.class);
        assertThat(rows(api, "select id from bookings")).as("after an error").isEmpty();
        assertThat(seen(api, Viewer.PUBLIC, "select id from bookings"))
                .as("of the next")
                .isEmpty();
    }

    @Test
    void whoAsksIsForgottenWithTheTransaction() throws SQLException {
        api.setAutoCommit(false);
        assertThat(seen(api, Viewer.user(ADA), "select id from bookings")).hasSize(1);
        api.commit();
        assertThat(rows(api, "select id from bookings")).isEmpty();
        api.rollback();
        api.setAutoCommit(true);
    }

    @Test
    void aStatementRunsForWhoeverAsksHoweverOftenItIsPrepared() throws SQLException {
        for (int i = 0; i < 20; i++) {
            Viewer viewer = i % 2 == 0 ? Viewer.user(ADA) : Viewer.user(BOB);
            assertThat(seen(api, viewer, "select user_id from bookings"))
                    .containsExactly(viewer.userId().toString());
        }
    }

    @Test
    void listsShowWhatIsTheirsThoughTheQueryAsksForAll() {
        BookingsTable.Search all = new BookingsTable.Search(null, CONCERT, null);
        assertThat(lists.bookings(Viewer.user(ADA), all, 0, null, 9).join().items())
                .extracting(BookingRow::userId)
                .containsExactly(ADA);
        assertThat(lists.bookings(Viewer.PUBLIC, all, 0, null, 9).join().items())
                .isEmpty();
        assertThat(lists.bookings(Viewer.admin(ROOT), all, 0, null, 9).join().items())
                .hasSize(2);
        assertThat(lists.promotions(Viewer.user(ADA), BOB, 0, null, 9).join().items())
                .isEmpty();
        assertThat(lists.promotion(Viewer.user(ADA), CONCERT, new UUID(5, 2)).join())
                .isEmpty();
        assertThat(lists.booking(Viewer.user(BOB), CONCERT, new UUID(3, 2)).join())
                .isPresent();
        assertThat(lists.attempts(Viewer.user(ADA), new BookingAttemptsTable.Search(CONCERT, null), null, 9)
                        .join()
                        .items())
                .hasSize(1);
        assertThat(lists.events(
                                Viewer.PUBLIC,
                                new EventsTable.Search(null, "active", null, null),
                                EventsTable.Cursor.EARLIEST,
                                9)
                        .join()
                        .items())
                .hasSize(1);
        assertThat(lists.priceHistory(Viewer.PUBLIC, CONCERT, null, 9).join().items())
                .hasSize(1);
        assertThat(lists.analyticsNow(Viewer.user(ADA), CONCERT).join()).isEmpty();
        assertThat(lists.backlogs(9).join()).hasSize(4);
    }

    @Test
    void referencesAndQueuesAreFoundByTheirsOnly() {
        assertThat(lists.bookingsByReference(Viewer.user(ADA), "EVT-1", 0).join())
                .hasSize(1);
        assertThat(lists.bookingsByReference(Viewer.user(BOB), "EVT-1", 0).join())
                .isEmpty();
        assertThat(lists.bookingsByReference(Viewer.admin(ROOT), "EVT-1", 0).join())
                .hasSize(1);
        assertThat(lists.waitlist(Viewer.admin(ROOT), CONCERT, "waiting", null, 9)
                        .join()
                        .items())
                .extracting(WaitlistRow::userId)
                .containsExactly(ADA, BOB);
        assertThat(lists.waitlist(Viewer.user(ADA), CONCERT, "waiting", null, 9)
                        .join()
                        .items())
                .isEmpty();
    }

    /** What a policy hides may not be told apart by how long it takes, so few comparisons go by an index under it. */
    @Test
    void listsGoAlongTheirIndexesUnderThePolicies() throws SQLException {
        try (Connection background = shards.writer(0).getConnection()) {
            execute(
                    background,
                    """
                    insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                        version, fact_no, created_at, updated_at)
                    select gen_random_uuid(), '%s', '%s', 1, 5, 5, 'confirmed', 'EVT' || n, 1, 1,
                        now() - n * interval '1 second', now()
                    from generate_series(1, 5000) n
                    """
                            .formatted(ADA, CONCERT));
        }
        execute(RolesFixture.superuser(), "analyze bookings", "analyze events");
        assertThat(plan(
                        Viewer.user(ADA),
                        "select * from bookings where user_id = '%s' order by created_at desc, id desc".formatted(ADA)
                                + " limit 50"))
                .contains("idx_bookings_of_user");
        assertThat(plan(
                        Viewer.admin(ROOT),
                        "select * from bookings where event_id = '%s' and status = 'confirmed' and (created_at, id) <"
                                        .formatted(CONCERT)
                                + " (now(), '" + ADA + "') order by created_at desc, id desc limit 50"))
                .contains("idx_bookings_of_event");
        assertThat(plan(Viewer.user(ADA), "select * from bookings where id in (select bookings_of_reference('EVT7'))"))
                .contains("bookings_pkey");
        execute(api, "set enable_seqscan = off", "set enable_indexscan = off");
        assertThat(plan(Viewer.PUBLIC, "select * from events where search @@ 'concert'::tsquery"))
                .contains("idx_events_search");
    }

    private String plan(Viewer viewer, String sql) throws SQLException {
        return String.join("\n", seen(api, viewer, "explain " + sql));
    }
}
