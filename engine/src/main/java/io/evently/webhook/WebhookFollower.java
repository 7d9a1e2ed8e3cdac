package io.evently.webhook;

import io.evently.projection.JournalBatch;
import io.evently.projection.JournalBatch.CommitOf;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.WebhookDeliveriesTable;
import io.evently.tables.message.WebhookDeliveriesTable.New;
import io.evently.tables.message.WebhookLanesTable;
import io.evently.tables.message.WebhookLanesTable.Lane;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a database's journal behind its tables, and writes what webhooks are to be told. It has a position of its own, so
 * that tables that are made anew tell nothing again, and moves it in the transaction that writes the messages.
 */
final class WebhookFollower implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(WebhookFollower.class);

    private static final Duration IDLE = Duration.ofMillis(200);

    /** While nobody listens: who begins to is told of what happens meanwhile nevertheless. */
    private static final Duration NOBODY = Duration.ofSeconds(1);

    /** Messages in one statement: 2,000 facts may be told to a hundred. */
    private static final int ROWS = 5_000;

    private final int shard;
    private final DataSource database;
    private final Subscriptions subscriptions;
    private final SaleRest sale;
    private boolean begun;

    /** @param database connections for writing to database {@code shard} */
    WebhookFollower(int shard, DataSource database, Subscriptions subscriptions, SaleRest sale) {
        this.shard = shard;
        this.database = database;
        this.subscriptions = subscriptions;
        this.sale = sale;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        return ShardWork.rest(sale.isWanted() ? SaleRest.LOOK : step());
    }

    private record Standing(Position mine, Position tables) {}

    /** @return how long to rest before the next */
    Duration step() throws SQLException {
        Standing standing = standing();
        if (standing.mine().compareTo(standing.tables()) >= 0) {
            return IDLE;
        }
        // After the position: whoever was there before a fact is seen, whatever was written since.
        List<Subscription> active =
                subscriptions.read().stream().filter(Subscription::active).toList();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Duration rest = follow(connection, standing, active);
                connection.commit();
                return rest;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private Standing standing() throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!begun) {
                WebhookLanesTable.ensurePosition(connection);
                begun = true;
            }
            return new Standing(WebhookLanesTable.position(connection), PositionsTable.read(connection));
        }
    }

    private Duration follow(Connection connection, Standing standing, List<Subscription> active) throws SQLException {
        if (active.isEmpty()) {
            move(connection, standing.mine(), standing.tables());
            return NOBODY;
        }
        JournalBatch batch = JournalBatch.allBetween(connection, standing.mine(), standing.tables(), Set.of());
        if (move(connection, standing.mine(), batch.isFull() ? batch.last() : standing.tables())) {
            write(connection, batch, active);
        }
        return batch.isFull() ? Duration.ZERO : IDLE;
    }

    /** First, before anything is written: from here on a second instance waits, and then finds that it is late. */
    private boolean move(Connection connection, Position from, Position to) throws SQLException {
        boolean moved = WebhookLanesTable.move(connection, from, to);
        if (!moved) {
            log.warn("Standing back: another node tells the webhooks of database {}", shard);
        }
        return moved;
    }

    private static void write(Connection connection, JournalBatch batch, List<Subscription> active)
            throws SQLException {
        List<WebhookMessage> wanted = new ArrayList<>();
        for (CommitOf of : batch.commits()) {
            for (WebhookMessage message : WebhookMessages.of(of.eventId(), of.commit())) {
                if (active.stream().anyMatch(each -> each.wants(message))) {
                    wanted.add(message);
                }
            }
        }
        Map<UUID, String> references = references(connection, wanted);
        Set<Lane> lanes = new HashSet<>();
        List<New> rows = new ArrayList<>();
        for (WebhookMessage message : wanted) {
            String body = message.body(references.get(message.bookingId()));
            for (Subscription each : active) {
                if (each.wants(message)) {
                    lanes.add(new Lane(each.id(), message.eventId()));
                    rows.add(row(each, message, body));
                }
            }
            if (rows.size() >= ROWS) {
                WebhookDeliveriesTable.insert(connection, rows);
                rows.clear();
            }
        }
        WebhookDeliveriesTable.insert(connection, rows);
        WebhookLanesTable.open(connection, lanes);
    }

    /** From the tables, which have them by now; a booking that left them has none. */
    private static Map<UUID, String> references(Connection connection, List<WebhookMessage> messages)
            throws SQLException {
        Set<UUID> ids = new HashSet<>();
        messages.forEach(message -> {
            if (message.bookingId() != null) {
                ids.add(message.bookingId());
            }
        });
        Map<UUID, String> references = new HashMap<>();
        for (BookingRow row : BookingsTable.byIds(connection, ids).values()) {
            references.put(row.id(), row.reference());
        }
        return references;
    }

    private static New row(Subscription to, WebhookMessage message, String body) {
        return new New(
                to.id(),
                DeliveryId.of(to.id(), message),
                message.eventId(),
                message.factNo(),
                message.part(),
                message.type().label(),
                body,
                message.at());
    }

    @Override
    public String trouble() {
        return "Webhooks of database " + shard + " do not hear of what happens";
    }
}
