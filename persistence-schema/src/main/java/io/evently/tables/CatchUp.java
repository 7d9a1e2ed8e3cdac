package io.evently.tables;

import io.evently.sql.StatementLimit.Work;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Look-ups in one database that found nothing, and may have come before the tables: they are asked again when the tables
 * have followed the journal to where it was, or when their time is up. No thread waits; one look at the position serves all who wait.
 */
final class CatchUp {

    /** The tables take a step every 100 ms when idle; four looks at one row of it cost nothing. */
    private static final long LOOK_EVERY_MILLIS = 25;

    /** A user may ask 50 times a second, so this is ten of them who only make references up. */
    static final int MOST_WAITING = 1_000;

    private static final class Waiting<T> {
        private final Position until;
        private final long deadline;
        private final Work<T> query;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        Waiting(Position until, long deadline, Work<T> query) {
            this.until = until;
            this.deadline = deadline;
            this.query = query;
        }

        boolean isDue(Position followed, long now) {
            return followed.compareTo(until) >= 0 || now - deadline > 0;
        }

        void ask() {
            try {
                answer.complete(query.run());
            } catch (SQLException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    private final DataSource database;
    private final Executor threads;
    private final long patience;
    private final List<Waiting<?>> waiting = new ArrayList<>();

    /**
     * @param database read in the background, for where journal and tables are; queries take connections of their own
     * @param patience how long one waits
     */
    CatchUp(DataSource database, Executor threads, Duration patience) {
        this.database = database;
        this.threads = threads;
        this.patience = patience.toNanos();
    }

    /**
     * Asks once the tables have what was committed before now, on the caller's thread if they have it.
     *
     * @return fails with a {@link RejectedExecutionException} if too many wait
     */
    <T> CompletableFuture<T> ask(Work<T> query) throws SQLException {
        Position end;
        boolean there;
        try (Connection connection = database.getConnection()) {
            end = Journal.end(connection);
            there = PositionsTable.read(connection).compareTo(end) >= 0;
        }
        if (there) {
            return CompletableFuture.completedFuture(query.run());
        }
        Waiting<T> one = new Waiting<>(end, System.nanoTime() + patience, query);
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                return CompletableFuture.failedFuture(
                        new RejectedExecutionException(MOST_WAITING + " look-ups wait for the tables"));
            }
            waiting.add(one);
            if (waiting.size() == 1) {
                lookLater();
            }
        }
        return one.answer;
    }

    private void lookLater() {
        CompletableFuture.delayedExecutor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {
                    try {
                        threads.execute(this::look);
                    } catch (RejectedExecutionException full) {
                        giveUp(full);
                    }
                });
    }

    private void look() {
        try {
            Position followed = followed();
            long now = System.nanoTime();
            take(one -> one.isDue(followed, now)).forEach(Waiting::ask);
        } catch (SQLException | RuntimeException e) {
            giveUp(e);
        }
        synchronized (waiting) {
            if (!waiting.isEmpty()) {
                lookLater();
            }
        }
    }

    private Position followed() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return PositionsTable.read(connection);
        }
    }

    private void giveUp(Exception why) {
        take(one -> true).forEach(one -> one.answer.completeExceptionally(why));
    }

    private List<Waiting<?>> take(Predicate<Waiting<?>> which) {
        synchronized (waiting) {
            List<Waiting<?>> taken = new ArrayList<>();
            for (Iterator<Waiting<?>> each = waiting.iterator(); each.hasNext(); ) {
                Waiting<?> one = each.next();
                if (which.test(one)) {
                    each.remove();
                    taken.add(one);
                }
            }
            return taken;
        }
    }
}
