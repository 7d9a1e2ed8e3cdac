package io.evently.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;

/** Something to ask one database. */
public interface Query<T> {

    T ask(Connection connection) throws SQLException;

    /**
     * Asks on a thread that may block.
     *
     * @return fails with the {@link SQLException}, or with a {@link RejectedExecutionException} if {@code threads} are full
     */
    static <T> CompletableFuture<T> on(DataSource database, Executor threads, Query<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try (Connection connection = database.getConnection()) {
                    answer.complete(query.ask(connection));
                } catch (SQLException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(full);
        }
        return answer;
    }
}
