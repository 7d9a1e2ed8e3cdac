package io.evently.webhook;

import io.evently.event.Micros;
import io.evently.tables.message.WebhookDeliveriesTable;
import io.evently.tables.message.WebhookDeliveriesTable.Waiting;
import io.evently.tables.message.WebhookLanesTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Keeps the deliveries of a database within bounds, in small steps. Of one thread at a time. */
final class Housekeeping {

    /** Days for which it is shown what became of a message that is done with. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Rows of a step: some 20 ms. */
    private static final int STEP = 1_000;

    private static final long EVERY = Duration.ofSeconds(10).toNanos();

    /** While there is more to do. */
    private static final long AGAIN = Duration.ofSeconds(1).toNanos();

    private final int shard;
    private final DataSource database;
    private final Subscriptions subscriptions;
    private final WebhookSender.SwitchOff switchOff;
    private final WebhookMetrics metrics;
    private final int mostWaiting;
    private long next = System.nanoTime();

    /** @param mostWaiting messages of a webhook in this database, beyond which it is switched off */
    Housekeeping(
            int shard,
            DataSource database,
            Subscriptions subscriptions,
            WebhookSender.SwitchOff switchOff,
            WebhookMetrics metrics,
            int mostWaiting) {
        this.shard = shard;
        this.database = database;
        this.subscriptions = subscriptions;
        this.switchOff = switchOff;
        this.metrics = metrics;
        this.mostWaiting = mostWaiting;
    }

    /** Does what is due. */
    void run() throws SQLException {
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + (runNow() ? AGAIN : EVERY);
        }
    }

    /** @return whether there is more to do */
    boolean runNow() throws SQLException {
        Set<UUID> here = new LinkedHashSet<>();
        try (Connection connection = database.getConnection()) {
            here.addAll(WebhookDeliveriesTable.webhooks(connection));
            here.addAll(WebhookLanesTable.webhooks(connection));
        }
        // After them: one that has rows and is not known now was deleted.
        Map<UUID, Subscription> known = new HashMap<>();
        subscriptions.read().forEach(each -> known.put(each.id(), each));
        boolean more = false;
        long waiting = 0;
        double oldest = 0;
        for (UUID webhook : here) {
            Subscription subscription = known.get(webhook);
            if (subscription == null || !subscription.active()) {
                more |= end(webhook, subscription == null) || (subscription != null && deleteOld(webhook));
            } else {
                Waiting found = look(webhook);
                waiting += found.messages();
                oldest = Math.max(oldest, found.oldestSeconds());
                more |= deleteOld(webhook);
            }
        }
        metrics.waiting(shard, waiting, oldest);
        return more;
    }

    private boolean end(UUID webhook, boolean deleted) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int rows = deleted
                        ? WebhookDeliveriesTable.deleteOf(connection, webhook, STEP)
                        : WebhookDeliveriesTable.giveUp(connection, webhook, WebhookFailure.SWITCHED_OFF.name(), STEP);
                int lanes = WebhookLanesTable.closeOf(connection, webhook, STEP);
                connection.commit();
                return rows == STEP || lanes > 0;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private Waiting look(UUID webhook) throws SQLException {
        Waiting found;
        try (Connection connection = database.getConnection()) {
            found = WebhookDeliveriesTable.waiting(connection, webhook, mostWaiting + 1);
        }
        if (found.messages() > mostWaiting) {
            switchOff.switchOff(webhook, "TOO_MUCH_WAITING");
        }
        return found;
    }

    private boolean deleteOld(UUID webhook) throws SQLException {
        UUID before = DeliveryId.first(Micros.of(Instant.now().minus(KEPT)));
        try (Connection connection = database.getConnection()) {
            return WebhookDeliveriesTable.deleteOld(connection, webhook, before, STEP) == STEP;
        }
    }
}
