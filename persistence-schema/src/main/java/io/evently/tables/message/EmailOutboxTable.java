package io.evently.tables.message;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be sent of the table {@code email_delivery_log}. Whoever sends takes a lease of a mail, which others respect
 * until it ends, and notes what became of it. Only the database's clock counts.
 */
public final class EmailOutboxTable {

    /** The end of a lease and the next attempt are the same column, so one condition leaves both out. */
    private static final String DUE =
            """
            select (
                select count(*) from (
                    select from email_delivery_log
                    where status = 'pending' and urgency = 0 and next_attempt_at <= statement_timestamp() limit ?) urgent
            ) + (
                select count(*) from (
                    select from email_delivery_log
                    where status = 'pending' and urgency = 1 and next_attempt_at <= statement_timestamp()
                    limit case when ? then 0 else ? end) rest)
            """;

    /**
     * Urgent ones first. Nothing while the tables are made anew, for what they say of people may be of long ago: the audit,
     * which stays, knows how far they had been.
     */
    private static final String CLAIM =
            """
            with due as materialized (
                select found.id
                from (values (0::smallint), (1::smallint)) as each (urgency)
                cross join lateral (
                    select id from email_delivery_log
                    where status = 'pending' and urgency = each.urgency and each.urgency <= ? and next_attempt_at <= statement_timestamp()
                    order by next_attempt_at limit ? for update skip locked) found
                where not exists (
                    select from projection_positions tables, audit_chains audit
                    where tables.projection = 'tables' and audit.chain = 3
                        and (tables.tx, tables.ordering) < (audit.tx, audit.ordering))
                order by each.urgency limit ?
            ), claimed as (
                update email_delivery_log mail
                set claimed_by = ?, next_attempt_at = clock_timestamp() + make_interval(secs => ?)
                from due where mail.id = due.id
                returning mail.*
            )
            select mail.id, mail.user_id, mail.cause, mail.template_type::text, %s,
                micros_of_timestamp(mail.created_at), mail.send_attempts, mail.give_up_at <= clock_timestamp(),
                coalesce(person.version, 0) > 0, person.email, person.name, person.is_active,
                person.deleted_at is not null, bounced.user_id is not null, mail.fact_no, mail.former_email
            from claimed mail
            left join users person on person.id = mail.user_id
            left join bounced_addresses bounced
                on bounced.user_id = mail.user_id and bounced.email = coalesce(mail.former_email, person.email)
            order by mail.urgency, mail.created_at, mail.id
            """
                    .formatted(StoredVariables.shown("variables"));

    private static final String RENEW =
            """
            update email_delivery_log set next_attempt_at = clock_timestamp() + make_interval(secs => ?)
            where id = any (?) and status = 'pending' and claimed_by = ?
            returning id
            """;

    private static final Columns<Outcome> OUTCOMES = new Columns<>(
            id("id", Outcome::id),
            text("status", Outcome::status),
            text("provider", Outcome::provider),
            bytes("recipient", Outcome::recipient),
            text("error", Outcome::error),
            jsonb("metadata", outcome -> StoredVariables.json(outcome.metadata())),
            bool("attempted", Outcome::attempted),
            int8("pause", outcome -> outcome.pause().toMillis()));

    /** What was taken by a provider is sent, whoever has the lease by now. */
    private static final String NOTE =
            """
            update email_delivery_log mail
            set status = new.status::email_status,
                provider = coalesce(new.provider::email_provider, mail.provider),
                recipient_email = coalesce(new.recipient, mail.recipient_email),
                send_attempts = mail.send_attempts + new.attempted::int,
                last_attempt_at = case when new.attempted then clock_timestamp() else mail.last_attempt_at end,
                error_message = case when new.status = 'sent' then null else coalesce(new.error, mail.error_message) end,
                metadata = mail.metadata || new.metadata::jsonb,
                claimed_by = null,
                next_attempt_at = case
                    when new.status = 'pending' then clock_timestamp() + make_interval(secs => new.pause / 1000.0) end
            from %s
            where mail.id = new.id and mail.status = 'pending' and (new.status = 'sent' or mail.claimed_by = ?)
            """
                    .formatted(OUTCOMES.unnested("new"));

    /** Unless the person was forgotten meanwhile, or has left the address anyway. */
    private static final String MARK =
            """
            insert into bounced_addresses (user_id, email, bounced_at)
            select distinct on (mail.user_id) mail.user_id, new.recipient, clock_timestamp()
            from %s
            join email_delivery_log mail on mail.id = new.id
            left join users person on person.id = mail.user_id
            where new.status = 'bounced' and mail.status = 'bounced' and mail.recipient_email = new.recipient
                and (mail.former_email is null or mail.former_email = person.email)
            on conflict (user_id) do update set email = excluded.email, bounced_at = excluded.bounced_at
            """
                    .formatted(OUTCOMES.unnested("new"));

    private static final String FIGURES =
            """
            select count(*),
                coalesce(extract(epoch from clock_timestamp() - (min(give_up_at) - interval '24 hours')) * 1000, 0)::bigint
            from email_delivery_log where status = 'pending'
            """;

    private EmailOutboxTable() {}

    /**
     * A mail that somebody may send now.
     *
     * @param attempts made before
     * @param isOver whether no further attempt is to be made
     * @param recipient null: the tables do not know them yet
     */
    public record Claimed(EmailRow row, int attempts, boolean isOver, Recipient recipient) {}

    /**
     * Ciphertexts under their key. The arrays are not copied: nobody changes them.
     *
     * @param email to which the mail goes; null: they have none
     * @param isBounced whether this address took no mail
     */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
    public record Recipient(byte[] email, byte[] name, boolean isActive, boolean isForgotten, boolean isBounced) {}

    /**
     * What became of a mail.
     *
     * @param status {@code sent}, {@code failed}, {@code bounced}; {@code pending}: there is another attempt
     * @param provider null: none was asked
     * @param recipient the ciphertext of whom it went to; null: to nobody
     * @param error without personal data; null: as it was
     * @param metadata what the provider calls it, added to what is there
     * @param attempted whether the provider was offered the mail
     * @param pause until the next attempt
     */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
    public record Outcome(
            UUID id,
            String status,
            String provider,
            byte[] recipient,
            String error,
            Map<String, String> metadata,
            boolean attempted,
            Duration pause) {}

    /**
     * How much there is to do.
     *
     * @param waiting mails that are neither sent nor given up
     * @param oldestMillis how long one of them has waited at most
     */
    public record Figures(long waiting, long oldestMillis) {}

    /**
     * How many mails could be claimed now, counted up to {@code limit} of each urgency.
     *
     * @param onlyUrgent whether the others wait
     */
    public static long due(Connection connection, boolean onlyUrgent, int limit) throws SQLException {
        return Statements.first(connection, DUE, row -> row.getLong(1), limit, onlyUrgent, limit)
                .orElseThrow();
    }

    /**
     * Takes mails that are due, and which nobody else takes meanwhile.
     *
     * @param by who sends them
     * @param lease how long nobody else may
     * @param onlyUrgent whether the others wait
     */
    public static List<Claimed> claim(Connection connection, UUID by, Duration lease, boolean onlyUrgent, int limit)
            throws SQLException {
        return Statements.list(
                connection,
                CLAIM,
                EmailOutboxTable::claimed,
                onlyUrgent ? 0 : 1,
                limit,
                limit,
                by,
                lease.toMillis() / 1000.0);
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        EmailRow mail = new EmailRow(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                StoredVariables.read(row, "variables"),
                row.getLong(6),
                row.getLong(15),
                row.getBytes(16));
        byte[] email = mail.formerEmail() == null ? row.getBytes(10) : mail.formerEmail();
        Recipient recipient = row.getBoolean(9)
                ? new Recipient(email, row.getBytes(11), row.getBoolean(12), row.getBoolean(13), row.getBoolean(14))
                : null;
        return new Claimed(mail, row.getInt(7), row.getBoolean(8), recipient);
    }

    /**
     * Lengthens the leases of those mails that are still theirs.
     *
     * @return which these are
     */
    public static Set<UUID> renew(Connection connection, UUID by, Duration lease, Collection<UUID> ids)
            throws SQLException {
        return ids.isEmpty()
                ? Set.of()
                : Set.copyOf(Statements.list(
                        connection, RENEW, row -> row.getObject(1, UUID.class), lease.toMillis() / 1000.0, ids, by));
    }

    /**
     * Notes what became of mails; noted twice, it changes nothing. An address that bounced is not written to any more.
     *
     * @param connection in a transaction
     * @param outcomes no id twice
     */
    public static void note(Connection connection, UUID by, Collection<Outcome> outcomes) throws SQLException {
        if (outcomes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            int next = OUTCOMES.bind(statement, outcomes);
            statement.setObject(next, by);
            statement.executeUpdate();
        }
        if (outcomes.stream().anyMatch(outcome -> outcome.status().equals("bounced"))) {
            OUTCOMES.execute(connection, MARK, outcomes);
        }
    }

    public static Figures figures(Connection connection) throws SQLException {
        return Statements.first(connection, FIGURES, row -> new Figures(row.getLong(1), row.getLong(2)))
                .orElseThrow();
    }
}
