package io.evently.database;

import io.evently.sql.Statements;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The databases as a node has them, their owner's and not a superuser's, and connections of each role to the first. */
public final class RolesFixture {

    public static final UUID ADA = new UUID(1, 1);
    public static final UUID BOB = new UUID(1, 2);

    /** An event of database 0. */
    public static final UUID CONCERT = Stream.iterate(1L, n -> n + 1)
            .map(n -> new UUID(2, n))
            .filter(id -> Shards.shardOf(id) == 0)
            .findFirst()
            .orElseThrow();

    private RolesFixture() {}

    public static void migrate() {
        Migrations.migrate(TestServer.get().ownerUrls());
    }

    /** Database 0 as the superuser. */
    public static String superuser() {
        return TestServer.get().databases("evently").get(0);
    }

    /** What requests connect as. */
    public static Connection api() throws SQLException {
        return ConnectionLimits.connect(TestServer.get().requestUrls().get(0), "test", ConnectionLimits.SHORT);
    }

    /** A person's login that was granted the role. */
    public static Connection memberOf(String role) throws SQLException {
        String name = "member_of_" + role;
        TestServer.execute(
                superuser(),
                """
                do $$ begin
                    if not exists (select from pg_roles where rolname = '%1$s') then
                        create role %1$s login password 'member';
                        grant %2$s to %1$s;
                    end if;
                end $$
                """
                        .formatted(name, role));
        return DriverManager.getConnection(superuser().replaceFirst("user=.*", "user=" + name + "&password=member"));
    }

    /** The first column of what somebody sees. */
    public static List<String> seen(Connection connection, Viewer viewer, String sql) throws SQLException {
        return Statements.list(viewer.over(connection), sql, row -> String.valueOf(row.getString(1)));
    }

    /** An event, its full users Ada and Bob, and a row of each table that belongs to one of them, for both. */
    public static void fill() throws SQLException {
        TestServer.execute(
                superuser(),
                "truncate users, events, bookings, waitlist_entries, notifications, booking_attempts, pricing_history"
                        + " cascade",
                user(ADA, "user", true),
                user(BOB, "user", true),
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                    held_seats, promised_seats, base_price, current_price, revenue, status, version, max_per_booking,
                    hold_minutes, waitlist_policy, waitlist_window_minutes, fact_no, created_at, updated_at)
                values ('%s', 'Concert', 'Hall', now(), 100, 100, 0, 0, 0, 5, 5, 0, 'active', 1, 10, 10, 'strict', 15, 1,
                    now(), now())
                """
                        .formatted(CONCERT),
                "insert into pricing_history values ('%s', '%s', 1, 2, 'why', null, now(), 1)"
                        .formatted(new UUID(7, 1), CONCERT),
                "insert into event_analytics values ('%s', '%s', 'revenue', 1, now(), true, 1)"
                        .formatted(new UUID(8, 1), CONCERT));
        of(ADA, 1);
        of(BOB, 2);
    }

    private static void of(UUID user, int n) throws SQLException {
        TestServer.execute(
                superuser(),
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', 1, 5, 5, 'confirmed', 'EVT-%d', 1, %d, now(), now())
                """
                        .formatted(new UUID(3, n), user, CONCERT, n, n),
                """
                insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                    status, notify_prefs, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', 1, 0, now(), %d, 'waiting', '{}', %d, now(), now())
                """
                        .formatted(new UUID(4, n), user, CONCERT, n, n),
                """
                insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity, unit_price,
                    promoted_at, expires_at, window_minutes, status, fact_no, created_at)
                values ('%s', '%s', 1, '%s', '%s', 1, 5, now(), now(), 15, 'pending', %d, now())
                """
                        .formatted(new UUID(5, n), new UUID(4, n), CONCERT, user, n),
                """
                insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at)
                values ('%s', '%s', '%s', 1, 'success', now())
                """
                        .formatted(new UUID(6, n), CONCERT, user),
                """
                insert into notifications (id, user_id, type, cause, message, variables, channels, status, read, created_at,
                    stream_no)
                values ('%s', '%s', 'welcome', 'welcome', 'Hello', '{}', '{}', 'pending', false, now(), 1)
                """
                        .formatted(new UUID(9, n), user));
    }

    /** A full row. */
    public static String user(UUID id, String role, boolean active) {
        return """
                insert into users (id, email, name, email_bidx, password_hash, role, is_active, version, created_at,
                    updated_at)
                values ('%1$s', 'x', 'y', sha256('%1$s'), 'hash', '%2$s', %3$s, 1, now(), now())
                """
                .formatted(id, role, active);
    }
}
