package io.evently.webhook;

import io.evently.projection.JournalBatch;
import io.evently.projection.JournalBatch.CommitOf;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.WebhookBacklogTable;
import io.evently.tables.message.WebhookBacklogTable.Entry;
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
 * that tables that are made anew tell nothing again, and moves it in the transaction that writes the messages. Of an event
 * with a record that it cannot read, as a newer version writes them, nothing is told from that record on until it can.
 */
final class WebhookFollower implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(WebhookFollower.class);

    private static final Duration IDLE = Duration.ofMillis(200);

    /** While nobody listens: who begins to is told of what happens meanwhile nevertheless. */
    private static final Duration NOBODY = Duration.ofSeconds(1);

    /** How soon it is tried again to read what could not be read: a newer version takes over, or somebody mends it. */
    private static final long TRY_AGAIN = Duration.ofSeconds(10).toNanos();

    /** Of those that were set aside; in an update they may be many. */
    private static final int TRIED_AT_ONCE = 100;

    /** Messages in one statement: 2,000 facts may be told to a hundred. */
    private static final int ROWS = 5_000;

    private final int shard;
    private final DataSource database;
    private final Subscriptions subscriptions;
    private final SaleRest sale;
    private final WebhookMetrics metrics;
    private boolean begun;
    private long nextTry = System.nanoTime();
    private String triedLast = "";

    /** @param database connections for writing to database {@code shard} */
    WebhookFollower(
            int shard, DataSource database, Subscriptions subscriptions, SaleRest sale, WebhookMetrics metrics) {
        this.shard = shard;
        this.database = database;
        this.subscriptions = subscriptions;
        this.sale = sale;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        return ShardWork.rest(sale.isWanted() ? SaleRest.LOOK : step());
    }

    private record Standing(Position mine, Position tables) {}

    /** @return how long to rest before the next */
    Duration step() throws SQLException {
        Standing standing = standing();
        if (System.nanoTime() - nextTry >= 0) {
            tellOfBacklog(standing.mine());
            nextTry = System.nanoTime() + TRY_AGAIN;
        }
        if (standing.mine().compareTo(standing.tables()) >= 0) {
            return IDLE;
        }
        // After the position: whoever was there before a fact is seen, whatever was written since.
        List<Subscription> active = active();
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
        Set<String> backlog = new HashSet<>();
        WebhookBacklogTable.all(connection).forEach(entry -> backlog.add(entry.persistenceId()));
        Map<String, Long> leftOut = new HashMap<>();
        JournalBatch batch =
                JournalBatch.readableBetween(connection, standing.mine(), standing.tables(), backlog, leftOut);
        if (move(connection, standing.mine(), batch.isFull() ? batch.last() : standing.tables())) {
            write(connection, batch, active);
            setAside(connection, leftOut, backlog);
        }
        return batch.isFull() ? Duration.ZERO : IDLE;
    }

    /** Of users webhooks hear nothing. */
    private void setAside(Connection connection, Map<String, Long> leftOut, Set<String> known) throws SQLException {
        int more = 0;
        for (Map.Entry<String, Long> each : leftOut.entrySet()) {
            if (JournalBatch.isOfAnEvent(each.getKey())) {
                WebhookBacklogTable.add(connection, new Entry(each.getKey(), each.getValue()));
                if (!known.contains(each.getKey())) {
                    more++;
                    log.error(
                            "Record {} of {} cannot be read, so webhooks hear of what happens there once it can",
                            each.getValue(),
                            each.getKey());
                }
            }
        }
        if (more > 0) {
            metrics.setAside(shard, known.size() + more);
        }
    }

    /** Some of those that were set aside, in turn. */
    private void tellOfBacklog(Position mine) throws SQLException {
        List<Entry> backlog;
        try (Connection connection = database.getConnection()) {
            backlog = WebhookBacklogTable.all(connection);
        }
        int left = backlog.size();
        List<Entry> some = backlog.stream()
                .filter(entry -> entry.persistenceId().compareTo(triedLast) > 0)
                .limit(TRIED_AT_ONCE)
                .toList();
        triedLast =
                some.size() < TRIED_AT_ONCE ? "" : some.get(TRIED_AT_ONCE - 1).persistenceId();
        for (Entry entry : some) {
            left -= tellOf(entry, mine) ? 1 : 0;
        }
        metrics.setAside(shard, left);
    }

    /** @return whether everything up to the position was told */
    private boolean tellOf(Entry first, Position mine) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!JournalBatch.isReadable(connection, first.persistenceId(), first.sequenceNumber(), mine)) {
                return false;
            }
        }
        // After the position, as ever.
        List<Subscription> active = active();
        Entry entry = first;
        while (true) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    Entry next = tellSome(connection, entry, mine, active);
                    connection.commit();
                    if (next == null || next.equals(entry)) {
                        return next == null;
                    }
                    entry = next;
                } catch (SQLException | RuntimeException failed) {
                    connection.rollback();
                    throw failed;
                }
            }
        }
    }

    /** @return where it goes on; the same: not now; null: nothing is left */
    private Entry tellSome(Connection connection, Entry from, Position mine, List<Subscription> active)
            throws SQLException {
        if (!move(connection, mine, mine)) {
            return from;
        }
        Map<String, Long> unreadable = new HashMap<>();
        JournalBatch batch =
                JournalBatch.readableOf(connection, from.persistenceId(), from.sequenceNumber(), mine, unreadable);
        write(connection, batch, active);
        Long stuck = unreadable.get(from.persistenceId());
        if (stuck == null && !batch.isFull()) {
            WebhookBacklogTable.remove(connection, from.persistenceId());
            log.info("Webhooks hear of {} again", from.persistenceId());
            return null;
        }
        Entry next = new Entry(from.persistenceId(), stuck == null ? from.sequenceNumber() + batch.records() : stuck);
        WebhookBacklogTable.advance(connection, next);
        return next;
    }

    private List<Subscription> active() throws SQLException {
        return subscriptions.read().stream().filter(Subscription::active).toList();
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
    public void ended() {
        metrics.forgetSetAside(shard);
    }

    @Override
    public String trouble() {
        return "Webhooks of database " + shard + " do not hear of what happens";
    }
}
