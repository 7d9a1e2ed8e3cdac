package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The table {@code account_links}, in the database of each user: links that were asked for of late. Only the database's clock
 * counts, so all nodes agree.
 */
public final class AccountLinksTable {

    /** Of one purpose, an hour. */
    public static final int MOST_AN_HOUR = 3;

    /** One user at a time; and nobody who is being forgotten meanwhile. */
    private static final String LOCK = "select keys.lock_user(?)";

    /** A mail goes to the address that stands there. */
    private static final String IS_SHOWN =
            """
            select exists (select from users where id = ? and email_bidx = ? and is_active)
                and not exists (select from keys.forgotten where user_id = ?)
            """;

    private static final String WAIT =
            """
            select extract(epoch from min(created_at) + interval '1 hour' - clock_timestamp())
            from (
                select created_at from account_links
                where user_id = ? and purpose = ? and created_at > clock_timestamp() - interval '1 hour'
                order by created_at desc limit ?) newest
            having count(*) = ?
            """;

    private static final String INSERT =
            """
            insert into account_links (id, user_id, purpose, epoch, email_bidx, created_at, expires_at)
            values (?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp() + make_interval(secs => ?))
            """;

    private static final String ADDRESS = "select email_bidx from account_links where id = ? and user_id = ?";

    private static final String HOLDS =
            """
            select exists (select from account_links
                where id = ? and user_id = ? and purpose = ? and used_at is null and expires_at > clock_timestamp())
            """;

    /** Of several who use it at once, on whatever node, one does. */
    private static final String USE =
            """
            update account_links set used_at = clock_timestamp()
            where id = ? and user_id = ? and purpose = ? and used_at is null and expires_at > clock_timestamp()
            returning epoch, email_bidx
            """;

    private static final String FORGET = "delete from account_links where user_id = ?";

    private static final String REMOVE_OLD =
            """
            delete from account_links where id in (
                select id from account_links where created_at < clock_timestamp() - interval '1 day'
                order by created_at limit ?)
            """;

    private AccountLinksTable() {}

    /** What a link is for, as the table calls it. */
    public enum Purpose {
        PASSWORD_RESET("password_reset"),
        /** Only counted: its link needs no row. */
        ADDRESS_PROOF("address_proof");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    /**
     * A link. The array is not copied: nobody changes it.
     *
     * @param epoch of the user's sessions
     * @param emailIndex of the user's address, 32 bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
    public record Link(UUID id, UUID userId, Purpose purpose, long epoch, byte[] emailIndex) {

        /** Without what finds an address. */
        @Override
        public String toString() {
            return "Link(" + id + ")";
        }
    }

    /** What came of asking for a link. */
    public enum Outcome {
        WRITTEN,
        /** There were enough of them. */
        TOO_MANY,
        /** The table of users does not show this address: it is behind, or they have another one. Or they were forgotten. */
        NOT_SHOWN
    }

    /** @param until how long until there are few enough; zero unless there are too many */
    public record Asked(Outcome outcome, Duration until) {

        private static final Asked WRITTEN = new Asked(Outcome.WRITTEN, Duration.ZERO);
        private static final Asked NOT_SHOWN = new Asked(Outcome.NOT_SHOWN, Duration.ZERO);
    }

    /**
     * Writes a link and its mail, both or neither.
     *
     * @param connection in no transaction
     * @param lifetime of the link
     */
    public static Asked ask(Connection connection, Link link, Duration lifetime, EmailRow mail) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            Asked asked = write(connection, link, lifetime, mail);
            connection.commit();
            return asked;
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Asked write(Connection connection, Link link, Duration lifetime, EmailRow mail) throws SQLException {
        UUID user = link.userId();
        String purpose = link.purpose().label;
        Statements.list(connection, LOCK, row -> null, user);
        boolean shown = Statements.first(connection, IS_SHOWN, row -> row.getBoolean(1), user, link.emailIndex(), user)
                .orElseThrow();
        if (!shown) {
            return Asked.NOT_SHOWN;
        }
        Optional<Double> wait =
                Statements.first(connection, WAIT, row -> row.getDouble(1), user, purpose, MOST_AN_HOUR, MOST_AN_HOUR);
        if (wait.isPresent()) {
            return new Asked(Outcome.TOO_MANY, Duration.ofMillis((long) (wait.get() * 1_000)));
        }
        Statements.update(connection, INSERT, link.id(), user, purpose, link.epoch(), link.emailIndex(), (double)
                lifetime.toSeconds());
        EmailDeliveriesTable.enqueue(connection, List.of(mail));
        return Asked.WRITTEN;
    }

    /** The index of the address that a mail is about; empty if nobody asked for that mail. */
    public static Optional<byte[]> addressOf(Connection connection, UUID userId, UUID id) throws SQLException {
        return Statements.first(connection, ADDRESS, row -> row.getBytes(1), id, userId);
    }

    /** Whether a link can be used now. */
    public static boolean holds(Connection connection, UUID userId, UUID id, Purpose purpose) throws SQLException {
        return Statements.first(connection, HOLDS, row -> row.getBoolean(1), id, userId, purpose.label)
                .orElseThrow();
    }

    /** Uses a link up; empty if it is used, too old, or never was. */
    public static Optional<Link> use(Connection connection, UUID userId, UUID id, Purpose purpose) throws SQLException {
        return Statements.first(
                connection,
                USE,
                row -> new Link(id, userId, purpose, row.getLong(1), row.getBytes(2)),
                id,
                userId,
                purpose.label);
    }

    /** Deletes those of somebody who was forgotten. */
    public static void forget(Connection connection, UUID userId) throws SQLException {
        Statements.update(connection, FORGET, userId);
    }

    /** Deletes what neither holds nor counts any more, so many at most. */
    public static void removeOld(Connection connection, int limit) throws SQLException {
        Statements.update(connection, REMOVE_OLD, limit);
    }
}
