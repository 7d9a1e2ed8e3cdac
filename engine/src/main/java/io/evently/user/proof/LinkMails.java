package io.evently.user.proof;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.sql.Query;
import io.evently.tables.message.AccountLinksTable;
import io.evently.tables.message.AccountLinksTable.Asked;
import io.evently.tables.message.AccountLinksTable.Link;
import io.evently.tables.message.AccountLinksTable.Outcome;
import io.evently.tables.message.AccountLinksTable.Purpose;
import io.evently.tables.message.EmailRow;
import io.evently.user.Account;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Mails with links, at most three of a purpose in an hour for each user: written with what is kept of the link, or not at all. */
public final class LinkMails {

    /** Who has just come is not in the tables yet, and a mail takes its address from there. They follow within a second. */
    private static final int LOOKS = 8;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Shards shards;
    private final DatabaseThreads threads;
    private final LongSupplier clock;
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();

    /** @param clock microseconds since 1970 */
    public LinkMails(Shards shards, DatabaseThreads threads, LongSupplier clock) {
        this.shards = shards;
        this.threads = threads;
        this.clock = clock;
    }

    CompletableFuture<Asked> send(Account account, Purpose purpose, Cause cause, Duration lifetime) {
        UUID id = ids.generate();
        Link link = new Link(
                id, account.id(), purpose, account.epoch(), account.emailIndex().bytes());
        EmailRow mail = new EmailRow(
                id,
                account.id(),
                cause.label(),
                cause.type().label(),
                Map.of(Variable.CAUSE.word(), cause.label()),
                clock.getAsLong());
        return send(link, lifetime, mail, LOOKS);
    }

    private CompletableFuture<Asked> send(Link link, Duration lifetime, EmailRow mail, int looks) {
        return on(link.userId(), connection -> AccountLinksTable.ask(connection, link, lifetime, mail))
                .thenCompose(asked -> asked.outcome() == Outcome.NOT_SHOWN && looks > 1
                        ? CompletableFuture.runAsync(
                                        () -> {},
                                        CompletableFuture.delayedExecutor(
                                                BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS, Runnable::run))
                                .thenCompose(later -> send(link, lifetime, mail, looks - 1))
                        : CompletableFuture.completedFuture(asked));
    }

    /** Asks the database of a user. */
    <T> CompletableFuture<T> on(UUID userId, Query<T> query) {
        int shard = Shards.shardOf(userId);
        return Query.on(shards.writer(shard), threads.apply(shard), query);
    }
}
