package io.evently.tables.message;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What became of mails: the table {@code email_delivery_log} as admins read it and providers report on it. */
public final class DeliveryLogTable {

    public static final Comparator<DeliveryRow> NEWEST_FIRST = Comparator.comparingLong(DeliveryRow::createdAt)
            .thenComparing(DeliveryRow::id, IdOrder.ORDER)
            .reversed();

    private static final UUID LAST_ID = new UUID(-1, -1);

    private static final String SHOWN =
            """
            id, user_id, cause, template_type::text, provider::text, status::text, send_attempts,
            coalesce(micros_of_timestamp(last_attempt_at), 0), coalesce(micros_of_timestamp(next_attempt_at), 0),
            coalesce(micros_of_timestamp(delivered_at), 0), error_message, variables ->> 'eventId',
            variables ->> 'reference', metadata ->> 'messageId', metadata ->> 'providerId',
            micros_of_timestamp(created_at)
            """;

    private static final String SEARCH =
            """
            select %s from email_delivery_log
            where id = any (array(select email_deliveries_before(
                ?::email_status, coalesce(timestamp_of_micros(?::bigint), 'infinity'), ?, ?)))
            order by created_at desc, id desc
            """
                    .formatted(SHOWN);

    private static final String OF_USER =
            """
            select %s from email_delivery_log
            where user_id = ? and (created_at, id) < (coalesce(timestamp_of_micros(?::bigint), 'infinity'), ?)
            order by created_at desc, id desc limit ?
            """
                    .formatted(SHOWN);

    private static final String FIND = "select %s from email_delivery_log where id = ?".formatted(SHOWN);

    /** The address is tried once more, whatever was known of it. */
    private static final String RETRY =
            """
            with again as (
                update email_delivery_log
                set status = 'pending', next_attempt_at = clock_timestamp(), claimed_by = null,
                    give_up_at = clock_timestamp() + interval '24 hours'
                where id = ? and status in ('failed', 'bounced') and cause is not null and user_id is not null
                returning user_id
            ), trusted as (
                delete from bounced_addresses where user_id in (select user_id from again))
            select count(*) > 0 from again
            """;

    private static final Columns<Report> REPORTS = new Columns<>(
            id("id", Report::id),
            micros("at", Report::at),
            text("error", Report::error),
            bool("mark", Report::isAddressBad));

    private static final String DELIVERED =
            """
            update email_delivery_log mail set delivered_at = timestamp_of_micros(new.at)
            from %s where mail.id = new.id and mail.delivered_at is null
            """
                    .formatted(REPORTS.unnested("new"));

    private static final String BOUNCED =
            """
            update email_delivery_log mail
            set status = 'bounced', error_message = new.error, next_attempt_at = null, claimed_by = null
            from %s where mail.id = new.id and mail.status <> 'bounced'
            """
                    .formatted(REPORTS.unnested("new"));

    /** Whoever was forgotten has no address, and a bounce of one that they have left says nothing of the one they have. */
    private static final String MARK =
            """
            insert into bounced_addresses (user_id, email, bounced_at)
            select distinct on (mail.user_id)
                mail.user_id, coalesce(mail.recipient_email, person.email), timestamp_of_micros(new.at)
            from %s
            join email_delivery_log mail on mail.id = new.id
            join users person on person.id = mail.user_id
            where new.mark and person.email is not null
                and (mail.former_email is null or mail.former_email = person.email)
                and coalesce(mail.recipient_email, person.email) is not null
            order by mail.user_id, new.at desc
            on conflict (user_id) do update set email = excluded.email, bounced_at = excluded.bounced_at
            """
                    .formatted(REPORTS.unnested("new"));

    private DeliveryLogTable() {}

    /** Where a list goes on. */
    public record Cursor(long createdAt, UUID id) {
        public static Cursor after(DeliveryRow row) {
            return new Cursor(row.createdAt(), row.id());
        }
    }

    /**
     * What a provider tells of a mail later on.
     *
     * @param at microseconds
     * @param error without personal data; null where it was delivered
     * @param isAddressBad whether no mail is to be sent there any more
     */
    public record Report(UUID id, long at, String error, boolean isAddressBad) {}

    /**
     * Mails, newest first; for admins, others see none.
     *
     * @param status null: any
     * @param after null: from the newest
     */
    public static List<DeliveryRow> search(Connection connection, String status, Cursor after, int limit)
            throws SQLException {
        return Statements.list(
                connection,
                SEARCH,
                DeliveryLogTable::row,
                status,
                after == null ? null : after.createdAt(),
                after == null ? LAST_ID : after.id(),
                limit);
    }

    /**
     * Mails to somebody, newest first; they are in the database of that person.
     *
     * @param after null: from the newest
     */
    public static List<DeliveryRow> ofUser(Connection connection, UUID userId, Cursor after, int limit)
            throws SQLException {
        return Statements.list(
                connection,
                OF_USER,
                DeliveryLogTable::row,
                userId,
                after == null ? null : after.createdAt(),
                after == null ? LAST_ID : after.id(),
                limit);
    }

    public static Optional<DeliveryRow> find(Connection connection, UUID id) throws SQLException {
        return Statements.first(connection, FIND, DeliveryLogTable::row, id);
    }

    /**
     * Makes a mail that failed or bounced due at once, for another 24 hours.
     *
     * @return whether it was such a mail
     */
    public static boolean retry(Connection connection, UUID id) throws SQLException {
        return Statements.first(connection, RETRY, row -> row.getBoolean(1), id).orElseThrow();
    }

    /** @param reports no id twice; what is not known is passed over */
    public static void delivered(Connection connection, Collection<Report> reports) throws SQLException {
        REPORTS.execute(connection, DELIVERED, reports);
    }

    /**
     * Mails did not arrive; addresses that are to blame are not written to until they change.
     *
     * @param connection in a transaction
     * @param reports no id twice; what is not known is passed over
     */
    public static void bounced(Connection connection, Collection<Report> reports) throws SQLException {
        REPORTS.execute(connection, BOUNCED, reports);
        REPORTS.execute(connection, MARK, reports);
    }

    private static DeliveryRow row(ResultSet row) throws SQLException {
        return new DeliveryRow(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                row.getString(15),
                row.getLong(16));
    }
}
