package io.evently.erasure;

import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.ForgottenKeysTable;
import io.evently.tables.ForgottenKeysTable.Row;
import io.evently.user.account.Users;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a restored database still knows though they were forgotten: it is from before, and the list of the forgotten,
 * which is kept with the keys, is not. They are forgotten again, as they were.
 */
final class RestoredUsers {

    private static final Logger log = LoggerFactory.getLogger(RestoredUsers.class);

    private static final int PAGE = 100;

    private final Shards shards;
    private final DatabaseThreads threads;
    private final Users users;

    RestoredUsers(Shards shards, DatabaseThreads threads, Users users) {
        this.shards = shards;
        this.threads = threads;
        this.users = users;
    }

    /**
     * Goes through the list of one database.
     *
     * @return how many it still knew; fails if it does not answer, or one of them cannot be forgotten now
     */
    CompletableFuture<Integer> forgetAgain(int shard) {
        return forgetAgain(shard, null, 0).thenApply(known -> {
            if (known > 0) {
                log.warn(
                        "Database {} still knew {} users who were forgotten, as one restored from before does; they are"
                                + " forgotten again",
                        shard,
                        known);
            }
            return known;
        });
    }

    /** What failed, behind the stages that waited for it. */
    static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private CompletableFuture<Integer> forgetAgain(int shard, UUID after, int before) {
        return Query.on(
                        shards.writer(shard),
                        threads.apply(shard),
                        connection -> ForgottenKeysTable.stillKnown(connection, after, PAGE))
                .thenCompose(page -> forget(page).thenCompose(done -> {
                    int known = before + page.size();
                    return page.size() < PAGE
                            ? CompletableFuture.completedFuture(known)
                            : forgetAgain(shard, page.get(page.size() - 1).userId(), known);
                }));
    }

    private CompletableFuture<Void> forget(List<Row> page) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Row row : page) {
            all = all.thenCompose(before -> users.forgetAgain(row.userId(), row.askedBy()));
        }
        return all;
    }
}
