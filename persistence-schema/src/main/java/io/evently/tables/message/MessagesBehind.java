package io.evently.tables.message;

import io.evently.sql.Statements;
import io.evently.tables.journal.Journal;
import io.evently.tables.message.EmailOutboxTable.Figures;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What of a database is still to be told.
 *
 * @param changes of events, which go to all who come or wait, some at a time
 * @param setAside events and users of whom people are told later: the tables do not show them, or a record cannot be read
 * @param mails that are neither sent nor given up
 * @param webhooksMillis age of the oldest record that webhooks have not heard of; 0: there is none
 * @param webhookMessages written for webhooks and not arrived yet, counted up to {@link #MOST_COUNTED}
 * @param oldestWebhookMillis how long the first of them has been due; 0: none is
 * @param webhooksSetAside events of which webhooks hear later: a record cannot be read
 */
public record MessagesBehind(
        long changes,
        long setAside,
        Figures mails,
        long webhooksMillis,
        long webhookMessages,
        long oldestWebhookMillis,
        long webhooksSetAside) {

    public static final int MOST_COUNTED = 100_000;

    private static final String COUNTS =
            """
            select (select count(*) from message_fanouts), (select count(*) from message_backlog),
                (select count(*) from webhook_backlog), messages.number, messages.millis
            from (
                select count(*) as number,
                    greatest(coalesce(extract(epoch from clock_timestamp() - min(due_at)) * 1000, 0), 0)::bigint as millis
                from (select due_at from webhook_deliveries where status = 'pending' limit ?) as pending) as messages
            """;

    public static MessagesBehind read(Connection connection) throws SQLException {
        Figures mails = EmailOutboxTable.figures(connection);
        long webhooksMillis = Journal.backlog(connection, WebhookLanesTable.position(connection), MOST_COUNTED)
                .millis();
        return Statements.first(
                        connection,
                        COUNTS,
                        row -> new MessagesBehind(
                                row.getLong(1),
                                row.getLong(2),
                                mails,
                                webhooksMillis,
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(3)),
                        MOST_COUNTED)
                .orElseThrow();
    }
}
