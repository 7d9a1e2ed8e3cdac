package io.evently.tables.message;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int2;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Column;
import io.evently.sql.Columns;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code email_delivery_log}, in the database of each recipient: mails that are to be sent, and what became of
 * the others.
 */
public final class EmailDeliveriesTable {

    /** Causes that are told before all others: what they tell of is over soon. */
    public static final Set<String> URGENT = Set.of("promoted", "password_reset", "promotion_ending", "hold_ending");

    private static final Columns<EmailRow> ENQUEUED = new Columns<>(
            id("id", EmailRow::id),
            id("user_id", EmailRow::userId),
            text("cause", EmailRow::cause),
            Column.<EmailRow>text("template_type", EmailRow::type).as("message_type"),
            jsonb("variables", row -> StoredVariables.json(row.variables())),
            int2("urgency", row -> URGENT.contains(row.cause()) ? 0 : 1),
            micros("created_at", EmailRow::createdAt),
            int8("fact_no", EmailRow::factNo),
            bytes("former_email", EmailRow::formerEmail),
            computed("status", "'pending'::email_status"),
            computed("send_attempts", "0"),
            computed("next_attempt_at", "clock_timestamp()"),
            computed("give_up_at", "clock_timestamp() + interval '24 hours'"));

    private static final String ENQUEUE = ENQUEUED.insertInto("email_delivery_log") + "on conflict (id) do nothing";

    /** What is being sent just now is told to nobody any more: its note finds it ended. */
    private static final String FORGET =
            """
            update email_delivery_log
            set recipient_email = null, former_email = null, variables = '{}', metadata = '{}', claimed_by = null,
                next_attempt_at = null,
                error_message = case when status = 'pending' then 'FORGOTTEN' end,
                status = case when status = 'pending' then 'failed' else status end
            where user_id = ?
                and (status = 'pending' or recipient_email is not null or former_email is not null or variables <> '{}'
                    or metadata <> '{}'
                    or error_message is not null and error_message <> 'FORGOTTEN')
            """;

    private static final String FORGET_BOUNCE = "delete from bounced_addresses where user_id = ?";

    /** What was sent has the address it went to, until that is forgotten. */
    private static final String FORGOTTEN =
            "select id from email_delivery_log where id = any (?) and status <> 'pending' and recipient_email is null";

    private EmailDeliveriesTable() {}

    /**
     * Adds mails to be sent, the first attempt being due at once. Those that are there already stay as they are.
     *
     * @param connection in a transaction of the caller's, in the database of the recipients
     * @param mails no id twice
     */
    public static void enqueue(Connection connection, Collection<EmailRow> mails) throws SQLException {
        ENQUEUED.execute(connection, ENQUEUE, mails);
    }

    /**
     * Forgets to whom mails went and what they said, and sends no more of them. Again, it does nothing.
     *
     * @return how many mails it changed
     */
    public static int forget(Connection connection, UUID userId) throws SQLException {
        Statements.update(connection, FORGET_BOUNCE, userId);
        return Statements.update(connection, FORGET, userId);
    }

    /** Of mails that were sent, those to people who were forgotten since; unknown ones are passed over. */
    public static Set<UUID> forgotten(Connection connection, Collection<UUID> ids) throws SQLException {
        return Set.copyOf(Statements.list(connection, FORGOTTEN, row -> row.getObject(1, UUID.class), ids));
    }
}
