package io.evently.webhook;

import io.evently.event.Labelled;
import io.evently.tables.message.WebhooksTable;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to be told, as database 0 has it. Thread-safe; blocks. */
final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Known(List<Subscription> all, long atNanos) {}

    private final DataSource database;
    private final WebhookSecrets secrets;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Known known;

    /** @param database 0, for writing: a replica may lag */
    Subscriptions(DataSource database, WebhookSecrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** All as of now, those that are switched off included. */
    List<Subscription> read() throws SQLException {
        List<Subscription> all = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (WebhooksTable.Subscription row : WebhooksTable.subscriptions(connection)) {
                all.add(subscription(row));
            }
        }
        known = new Known(List.copyOf(all), System.nanoTime());
        return all;
    }

    /** All as of a second ago, or later. */
    List<Subscription> recent() throws SQLException {
        Known last = known;
        return last == null || System.nanoTime() - last.atNanos() > SECOND ? read() : last.all();
    }

    /** One has changed: it is asked again. */
    void forget() {
        known = null;
    }

    private Subscription subscription(WebhooksTable.Subscription row) {
        Set<WebhookType> types = EnumSet.noneOf(WebhookType.class);
        // A newer Evently may know more.
        row.row().types().forEach(type -> Labelled.find(WebhookType.class, type).ifPresent(types::add));
        UUID id = row.row().id();
        List<byte[]> open = new ArrayList<>();
        try {
            open.add(secrets.open(id, row.secret()));
            if (row.previousSecret() != null) {
                open.add(secrets.open(id, row.previousSecret()));
            }
        } catch (GeneralSecurityException e) {
            open.clear();
            if (told.compareAndSet(false, true)) {
                log.error("The secret of webhook {} cannot be opened, so it is told nothing until it can", id);
            }
        }
        return new Subscription(
                id,
                URI.create(row.row().url()),
                types,
                row.row().eventIds() == null ? null : Set.copyOf(row.row().eventIds()),
                row.row().active(),
                row.since(),
                open);
    }
}
