package io.evently.tables;

import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.message.WebhookDeliveriesTable;
import io.evently.tables.message.WebhookDeliveryRow;
import io.evently.tables.message.WebhookRow;
import io.evently.tables.message.WebhooksTable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Webhooks and what they were told, as somebody may see them: admins. Answers fail as those of {@link ReadModel}. */
public final class WebhookLists {

    /** Where {@link WebhooksTable} is. */
    private static final int SHARD = 0;

    private final ShardQueries databases;
    private final Viewer viewer;

    WebhookLists(ShardQueries databases, Viewer viewer) {
        this.databases = databases;
        this.viewer = viewer;
    }

    /** All there are, newest first. */
    public CompletableFuture<List<WebhookRow>> all() {
        return databases.inDatabase(viewer, SHARD, WebhooksTable::list);
    }

    public CompletableFuture<Optional<WebhookRow>> find(UUID id) {
        return databases.inDatabase(viewer, SHARD, connection -> WebhooksTable.find(connection, id));
    }

    /**
     * What one was told over all databases, newest first.
     *
     * @param status null: whatever came of it
     * @param before behind this one; null: from the newest
     */
    public CompletableFuture<Page<WebhookDeliveryRow>> deliveries(
            UUID webhookId, String status, UUID before, int limit) {
        return databases.merged(
                viewer,
                connection -> WebhookDeliveriesTable.search(connection, webhookId, status, before, limit + 1),
                WebhookDeliveriesTable.NEWEST_FIRST,
                limit);
    }
}
