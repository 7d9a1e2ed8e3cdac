package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The table {@code login_attempts}: failures of late, per account, and apart for each client address that logged in to
 * it. Only the database's clock counts, so all nodes agree. A row costs some 150 bytes and is there for as long as its
 * writer says; each follows from a password that was checked, which bounds how many there can be.
 */
public final class LoginAttemptsTable {

    /** Stands for all client addresses that have not logged in of late. */
    public static final byte[] STRANGERS = {};

    /** Client addresses remembered per account: home, work, telephone, and some that change. */
    private static final int MOST_ADDRESSES = 10;

    private static final int DELETED_AT_ONCE = 10_000;

    /** The own row of a client address goes before that of strangers. */
    private static final String FIND =
            """
            select octet_length(address_hash) > 0, failures,
                   coalesce(extract(epoch from clock_timestamp() - failed_at) * 1000, 0)::bigint
              from login_attempts
             where email_bidx = ? and address_hash in ('', ?) and expires_at > clock_timestamp()
             order by octet_length(address_hash) desc
             limit 1
            """;

    private static final String COUNT =
            """
            insert into login_attempts as known (email_bidx, address_hash, failures, failed_at, expires_at)
            values (?, ?, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => ?))
            on conflict (email_bidx, address_hash) do update set
                failures = case when known.expires_at > clock_timestamp() then known.failures + 1 else 1 end,
                failed_at = excluded.failed_at,
                expires_at = greatest(known.expires_at, excluded.expires_at)
            """;

    /** Of several who ask at once, on whatever node, one succeeds. */
    private static final String TAKE_TURN =
            """
            update login_attempts
               set failures = failures + 1, failed_at = clock_timestamp(),
                   expires_at = greatest(expires_at, clock_timestamp() + make_interval(secs => ?))
             where email_bidx = ? and address_hash = ? and failures = ?
            """;

    /** What the same client address did before is kept as it is, if it is not worth writing. */
    private static final String REMEMBER =
            """
            with strangers as (
                delete from login_attempts where email_bidx = ? and address_hash = ''::bytea and ?
            ), surplus as (
                delete from login_attempts
                 where email_bidx = ? and address_hash in (
                    select address_hash from login_attempts
                     where email_bidx = ? and address_hash not in (''::bytea, ?)
                     order by expires_at desc offset ?)
            )
            insert into login_attempts as known (email_bidx, address_hash, failures, expires_at)
            values (?, ?, 0, clock_timestamp() + make_interval(secs => ?))
            on conflict (email_bidx, address_hash) do update set
                failures = 0, failed_at = null, expires_at = excluded.expires_at
             where known.failures > 0 or known.expires_at < excluded.expires_at - interval '1 day'
            """;

    private static final String FORGIVE =
            """
            update login_attempts set failures = 0, failed_at = null where email_bidx = ? and failures > 0
            """;

    private static final String SWEEP =
            """
            delete from login_attempts where ctid in (
                select ctid from login_attempts where expires_at < clock_timestamp() limit ?)
            """;

    private static final String FORGET_SOME =
            """
            delete from login_attempts where ctid = any (array(select ctid from login_attempts limit ?))
            """;

    private static final String OF =
            """
            select octet_length(address_hash) > 0, failures, coalesce(micros_of_timestamp(failed_at), 0),
                micros_of_timestamp(expires_at)
            from login_attempts where email_bidx = ? order by expires_at desc, address_hash
            """;

    private LoginAttemptsTable() {}

    /**
     * What is kept of log-ins to an account.
     *
     * @param familiar from one client address that logged in of late; else from all others together
     * @param failedAt the last failure, microseconds; 0: there was none
     * @param expiresAt kept until then, microseconds
     */
    public record Row(boolean familiar, int failures, long failedAt, long expiresAt) {}

    /** All that is kept of an account. */
    static List<Row> of(Connection connection, byte[] account) throws SQLException {
        return Statements.list(
                connection,
                OF,
                row -> new Row(row.getBoolean(1), row.getInt(2), row.getLong(3), row.getLong(4)),
                account);
    }

    /**
     * What is known of one client address and one account.
     *
     * @param familiar whether the address has logged in to it of late: then the failures are its own, else those of all
     *     other addresses together
     * @param millisSince since the last failure
     */
    public record Known(boolean familiar, int failures, long millisSince) {

        /** Nobody has failed of late, and nobody has logged in from this client address. */
        public static final Known NOTHING = new Known(false, 0, 0);
    }

    /** What is known of a client address and an account. */
    public static Known find(Connection connection, byte[] account, byte[] address) throws SQLException {
        return Statements.first(
                        connection,
                        FIND,
                        row -> new Known(row.getBoolean(1), row.getInt(2), row.getLong(3)),
                        account,
                        address)
                .orElse(Known.NOTHING);
    }

    /**
     * Counts a failure.
     *
     * @param address of whom it is counted: a familiar one, or {@link #STRANGERS}
     * @param kept how long, at least
     */
    public static void count(Connection connection, byte[] account, byte[] address, Duration kept) throws SQLException {
        Statements.update(connection, COUNT, account, address, seconds(kept));
    }

    /**
     * Counts a failure before it happens, unless another one was counted since.
     *
     * @param failures as they were {@link #find found}
     * @return whether nobody was faster
     */
    public static boolean takeTurn(Connection connection, byte[] account, byte[] address, int failures, Duration kept)
            throws SQLException {
        return Statements.update(connection, TAKE_TURN, seconds(kept), account, address, failures) == 1;
    }

    /**
     * Forgets failures after a success, and remembers the client address.
     *
     * @param familiar whether it was before: then what strangers failed is not its business
     */
    public static void remember(Connection connection, byte[] account, byte[] address, boolean familiar, Duration kept)
            throws SQLException {
        Statements.update(
                connection,
                REMEMBER,
                account,
                !familiar,
                account,
                account,
                address,
                MOST_ADDRESSES - 1,
                account,
                address,
                seconds(kept));
    }

    /** Forgets failures from wherever: nobody has to wait any more. */
    public static void forgive(Connection connection, byte[] account) throws SQLException {
        Statements.update(connection, FORGIVE, account);
    }

    /** Deletes what has expired, 10,000 rows at most. */
    public static void sweep(Connection connection) throws SQLException {
        Statements.update(connection, SWEEP, DELETED_AT_ONCE);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Forgets all of them, in steps. */
    public static void forgetAll(Connection connection) throws SQLException {
        int forgotten;
        do {
            forgotten = Statements.update(connection, FORGET_SOME, DELETED_AT_ONCE);
        } while (forgotten == DELETED_AT_ONCE);
    }
}
