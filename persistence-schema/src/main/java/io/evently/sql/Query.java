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
        return by(threads, () -> {
            try (Connection connection = database.getConnection()) {
                return query.ask(connection);
            }
        });
    }

    /** The same for work that takes its connections itself. */
    static <T> CompletableFuture<T> by(Executor threads, StatementLimit.Work<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(work.run());
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
