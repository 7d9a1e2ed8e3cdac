package io.evently.erasure;

import io.evently.crypto.BlindIndex;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.departure.Departures;
import io.evently.sql.Query;
import io.evently.tables.BookingAttemptsTable;
import io.evently.tables.ErasuresTable;
import io.evently.tables.ErasuresTable.Ended;
import io.evently.tables.ErasuresTable.Open;
import io.evently.tables.ErasuresTable.Report;
import io.evently.tables.ErasuresTable.Row;
import io.evently.tables.message.AccountLinksTable;
import io.evently.tables.message.EmailDeliveriesTable;
import io.evently.tables.message.NotificationsTable;
import io.evently.tables.message.PreferencesTable;
import io.evently.tables.message.RemindersTable;
import io.evently.user.account.Users;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What is done about one person, in this order:
 *
 * <pre>
 * key away ─► address free, log-ins gone ─► nothing held any more ─► attempts say from where no longer
 *          ─► what they were told is gone ─► report
 * </pre>
 *
 * <p>The third step waits for {@code io.evently.departure}, which ends when no node takes a token of theirs: so no attempt
 * comes after the fourth. Each step is noted after it was done; a crash in between repeats it, and it does no harm.
 */
final class ErasureSteps {

    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);

    private final int home;
    private final Shards shards;
    private final DatabaseThreads threads;
    private final Users users;
    private final Consumer<Report> reports;

    /** @param home the database of those who are forgotten */
    ErasureSteps(int home, Shards shards, DatabaseThreads threads, Users users, Consumer<Report> reports) {
        this.home = home;
        this.shards = shards;
        this.threads = threads;
        this.users = users;
        this.reports = reports;
    }

    /** Does what can be done now; what is left is for the next round. */
    CompletableFuture<Void> run(Open erasure) {
        return deleteKey(erasure)
                .thenCompose(done -> releaseAddress(erasure))
                .thenCompose(done -> endHolds(erasure))
                .thenCompose(ended -> ended
                        ? clearAttempts(erasure)
                                .thenCompose(cleared -> forgetMessages(erasure.row()))
                                .thenCompose(forgotten -> report(erasure.row()))
                        : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Boolean> deleteKey(Open erasure) {
        Row row = erasure.row();
        return erasure.keyDeleted()
                ? DONE
                : users.throwKeyAway(row.userId(), row.askedBy())
                        .thenCompose(gone -> note(connection -> {
                            // None comes any more once the key is away.
                            AccountLinksTable.forget(connection, row.userId());
                            ErasuresTable.keyDeleted(connection, row.userId());
                        }));
    }

    private CompletableFuture<Boolean> releaseAddress(Open erasure) {
        Row row = erasure.row();
        if (erasure.addressReleased()) {
            return DONE;
        }
        CompletableFuture<Integer> logIns = row.emailIndex() == null
                ? CompletableFuture.completedFuture(0)
                : release(new BlindIndex(row.emailIndex()), row.userId());
        return logIns.thenCompose(
                deleted -> note(connection -> ErasuresTable.addressReleased(connection, row.userId(), deleted)));
    }

    private CompletableFuture<Integer> release(BlindIndex address, UUID userId) {
        return users.releaseAddress(address, userId)
                .thenCompose(free -> on(
                        address.shard(Shards.COUNT),
                        connection -> ErasuresTable.deleteLogIns(connection, address.bytes())));
    }

    /** @return false while something is held, or may be */
    private CompletableFuture<Boolean> endHolds(Open erasure) {
        UUID userId = erasure.row().userId();
        if (erasure.holdsEnded()) {
            return DONE;
        }
        return on(home, connection -> ErasuresTable.isLeaving(connection, userId))
                .thenCompose(leaving -> leaving
                        ? CompletableFuture.completedFuture(false)
                        : countEnded(erasure.row())
                                .thenCompose(ended ->
                                        note(connection -> ErasuresTable.holdsEnded(connection, userId, ended))));
    }

    private CompletableFuture<Ended> countEnded(Row row) {
        CompletableFuture<Ended> sum = CompletableFuture.completedFuture(new Ended(0, 0));
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            CompletableFuture<Ended> here = on(
                    shard,
                    connection ->
                            ErasuresTable.ended(connection, row.userId(), row.forgottenAt(), Departures.WAS_FORGOTTEN));
            sum = sum.thenCombine(here, (a, b) -> new Ended(a.holds() + b.holds(), a.entries() + b.entries()));
        }
        return sum;
    }

    private CompletableFuture<Boolean> clearAttempts(Open erasure) {
        CompletableFuture<Boolean> all = DONE;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            if ((erasure.attemptsDone() & (1 << shard)) == 0) {
                all = all.thenCompose(before -> clearAttempts(erasure.row().userId(), database));
            }
        }
        return all;
    }

    private CompletableFuture<Boolean> clearAttempts(UUID userId, int shard) {
        return on(shard, connection -> BookingAttemptsTable.forgetClient(connection, userId))
                .thenCompose(rows ->
                        note(connection -> ErasuresTable.attemptsCleared(connection, userId, rows, 1 << shard)));
    }

    /** Nobody writes any more: whoever tells people something sees in the same transaction that they are forgotten. */
    private CompletableFuture<Boolean> forgetMessages(Row row) {
        return note(connection -> {
            connection.setAutoCommit(false);
            UUID userId = row.userId();
            int rows = NotificationsTable.forget(connection, userId)
                    + RemindersTable.forget(connection, userId)
                    + PreferencesTable.delete(connection, userId)
                    + EmailDeliveriesTable.forget(connection, userId);
            ErasuresTable.messagesForgotten(connection, userId, rows);
            connection.commit();
        });
    }

    private CompletableFuture<Void> report(Row row) {
        return on(home, connection -> ErasuresTable.end(connection, row.userId()))
                .thenAccept(ended -> ended.forEach(reports));
    }

    private interface Note {
        void write(Connection connection) throws SQLException;
    }

    private CompletableFuture<Boolean> note(Note note) {
        return on(home, connection -> {
            note.write(connection);
            return true;
        });
    }

    private <T> CompletableFuture<T> on(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), threads.apply(shard), query);
    }
}
