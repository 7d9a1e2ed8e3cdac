package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Who of this database may be told something, and by mail. */
public final class Recipients {

    /**
     * A key is made before the first fact of a user, and users of other issuers have none: so it tells who has an address
     * while the row in users is yet to come.
     */
    private static final String READ =
            """
            select person.id, f.user_id is not null or coalesce(u.deleted_at is not null, false),
                k.user_id is not null
                    and (coalesce(u.version, 0) = 0 or coalesce(u.is_active and u.email is not null, false))
            from unnest(?) as person (id)
            left join users u on u.id = person.id
            left join keys.user_keys k on k.user_id = person.id
            left join keys.forgotten f on f.user_id = person.id
            """;

    private Recipients() {}

    /**
     * A person.
     *
     * @param forgotten nothing is told to them, nor kept of it
     * @param mailable they have an address, or will have
     */
    public record Recipient(boolean forgotten, boolean mailable) {}

    /**
     * All of these ids, in a transaction that has {@linkplain NotificationsTable#takeNumbers taken numbers}.
     *
     * @param ids none twice
     */
    public static Map<UUID, Recipient> read(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, Recipient> recipients = new HashMap<>();
        if (!ids.isEmpty()) {
            Statements.list(
                    connection,
                    READ,
                    row -> recipients.put(
                            row.getObject(1, UUID.class), new Recipient(row.getBoolean(2), row.getBoolean(3))),
                    ids);
        }
        return recipients;
    }
}
