package io.evently.user.account;

import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Whose ids the tables mention, though they never registered: a token of another issuer is enough to book. */
final class KnownIds {

    private final Shards shards;
    private final Executor blocking;

    /** @param blocking may wait for databases */
    KnownIds(Shards shards, Executor blocking) {
        this.shards = shards;
        this.blocking = blocking;
    }

    /** Fails if a database does not answer and none of the others knows the id. */
    CompletableFuture<Boolean> knows(UUID userId) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            answers.add(
                    Query.on(shards.reader(shard), blocking, connection -> UsersTable.mentions(connection, userId)));
        }
        CompletableFuture<Boolean> known = CompletableFuture.completedFuture(false);
        for (CompletableFuture<Boolean> answer : answers) {
            known = known.thenCompose(yes -> yes ? CompletableFuture.completedFuture(true) : answer);
        }
        return known;
    }
}
