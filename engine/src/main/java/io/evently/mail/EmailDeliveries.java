package io.evently.mail;

import io.evently.audit.AuditEntry;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.event.Micros;
import io.evently.sql.Query;
import io.evently.tables.message.DeliveryLogTable;
import io.evently.tables.message.DeliveryLogTable.Report;
import io.evently.tables.message.DeliveryRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is done about mails by request: an admin tries one again, a provider reports. What it returns fails with the {@link
 * SQLException} of the database that failed, or if too many wait. Thread-safe.
 */
public final class EmailDeliveries {

    /** Reports that may wait for a database; their sender sends them again. */
    private static final int WAITING = 64;

    private final Shards shards;
    private final DatabaseThreads threads = new DatabaseThreads("mail-deliveries", 1, WAITING);
    private final Optional<SendGridSignature> signature;
    private final Consumer<AuditEntry> audit;
    private final BiConsumer<Integer, Integer> counted;

    /** @param mails counts what was reported */
    public EmailDeliveries(Shards shards, Mails mails, Consumer<AuditEntry> audit) {
        this(shards, mails.reportsSignature(), audit, mails::reported);
    }

    EmailDeliveries(
            Shards shards,
            Optional<SendGridSignature> signature,
            Consumer<AuditEntry> audit,
            BiConsumer<Integer, Integer> counted) {
        this.shards = shards;
        this.signature = signature;
        this.audit = audit;
        this.counted = counted;
    }

    /** By what SendGrid's reports are known; empty: it sends none. */
    public Optional<SendGridSignature> signature() {
        return signature;
    }

    /** Ends its threads. */
    public void close() {
        threads.close();
    }

    /**
     * Makes a mail that failed or bounced due at once; any other stays as it is.
     *
     * @param by the admin who asks
     * @return the mail as it is then; empty: there is none with this id
     */
    public CompletableFuture<Optional<DeliveryRow>> retry(UUID id, UUID by, String requestId) {
        List<CompletableFuture<Optional<DeliveryRow>>> asked = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            asked.add(on(shard, connection -> retry(connection, id, by, requestId)));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> asked.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .findFirst());
    }

    private Optional<DeliveryRow> retry(Connection connection, UUID id, UUID by, String requestId) throws SQLException {
        if (DeliveryLogTable.retry(connection, id)) {
            audit.accept(new AuditEntry(
                    Micros.of(Instant.now()), by, "admin", requestId, "email.retried", "email", id, Map.of()));
        }
        return DeliveryLogTable.find(connection, id);
    }

    /** Notes what a provider reports; what it is not about is passed over. Again, it changes nothing. */
    public CompletableFuture<Void> reported(SendGridReports reports) {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Map<UUID, Report> delivered = reports.delivered().getOrDefault(shard, Map.of());
            Map<UUID, Report> bounced = reports.bounced().getOrDefault(shard, Map.of());
            if (!delivered.isEmpty() || !bounced.isEmpty()) {
                asked.add(on(shard, connection -> {
                    connection.setAutoCommit(false);
                    try {
                        DeliveryLogTable.delivered(connection, delivered.values());
                        DeliveryLogTable.bounced(connection, bounced.values());
                        connection.commit();
                    } catch (SQLException | RuntimeException e) {
                        connection.rollback();
                        throw e;
                    } finally {
                        connection.setAutoCommit(true);
                    }
                    counted.accept(delivered.size(), bounced.size());
                    return null;
                }));
            }
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    }

    private <T> CompletableFuture<T> on(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), threads.apply(shard), query);
    }
}
