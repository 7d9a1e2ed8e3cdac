package io.evently.message.follow;

import io.evently.database.Outage;
import io.evently.tables.journal.Position;
import io.evently.tables.message.MessagePositionsTable;
import io.evently.tables.message.MessagePositionsTable.Mark;
import io.evently.tables.message.MessageSourceTable.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database whose people are told of one journal, as the follower of that journal sees it. One thing at a time is under
 * way in it; one that is away is left alone for a while, and the others go on. Used by one thread at a time.
 */
final class Target {

    private static final Logger log = LoggerFactory.getLogger(Target.class);

    private static final long FIRST_PAUSE = Duration.ofMillis(200).toNanos();

    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();

    /** An empty batch moves the position at most so late. */
    private static final long STALE = Duration.ofSeconds(5).toNanos();

    /** It was told more than the source says, or of a later generation: the journal was restored from before. */
    static final class Ahead extends Exception {
        private static final long serialVersionUID = 1;

        private final long generation;

        Ahead(Mark mark) {
            super("the journal was restored from before " + mark);
            this.generation = mark.generation();
        }

        long generation() {
            return generation;
        }
    }

    private final int number;
    private final int source;
    private final DataSource database;
    private final Executor threads;
    private final Outage outage;
    private CompletableFuture<Mark> underWay;
    private long startedAt;
    private boolean forgotten;
    private Mark stored;
    private Position seen;
    private long movedAt;
    private long pause = FIRST_PAUSE;
    private long retryAt;

    /**
     * @param number of the database, 0 to 3
     * @param source whose journal it is told of
     */
    Target(int number, int source, DataSource database, Executor threads) {
        this.number = number;
        this.source = source;
        this.database = database;
        this.threads = threads;
        this.outage =
                new Outage(log, "People of database " + number + " are not told what happens in database " + source);
        this.retryAt = System.nanoTime();
    }

    int number() {
        return number;
    }

    int bit() {
        return 1 << number;
    }

    /** Whether it can be told something now. */
    boolean isReady() {
        return underWay == null && stored != null;
    }

    /** What it has: all up to there. Null: unknown. */
    Position seen() {
        return seen;
    }

    /** Whether its position is to be moved though there is nothing to tell. */
    boolean isStale(Position reached) {
        return stored.position().compareTo(reached) < 0 && System.nanoTime() - movedAt >= STALE;
    }

    /** There was nothing to tell up to there. */
    void skip(Position reached) {
        seen = reached;
    }

    /** Something else has gone wrong: its position is asked for again, whatever comes of what is under way. */
    void forget() {
        stored = null;
        forgotten = underWay != null;
    }

    /** Asks for its position, if it is not known and not away. */
    void open(Source at) {
        if (underWay == null && stored == null && System.nanoTime() - retryAt >= 0) {
            run(() -> opened(at));
        }
    }

    private Mark opened(Source at) throws SQLException, Overtaken, Ahead {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            MessagePositionsTable.begin(connection, source, new Mark(at.generation(), at.start()));
            Mark mark = MessagePositionsTable.read(connection, source).orElseThrow();
            boolean toldMore = mark.position().compareTo(at.position()) > 0;
            if (mark.generation() > at.generation() || (mark.generation() == at.generation() && toldMore)) {
                throw new Ahead(mark);
            }
            if (mark.generation() < at.generation()) {
                boolean behind = mark.position().compareTo(at.start()) < 0;
                Mark renewed = new Mark(at.generation(), behind ? mark.position() : at.start());
                if (!MessagePositionsTable.move(connection, source, mark, renewed)) {
                    throw new Overtaken(source);
                }
                mark = renewed;
            }
            connection.commit();
            return mark;
        }
    }

    /** Tells its people in one transaction, which moves its position. */
    void tell(Position reached, MessageWriter writer, Outbox.Part part) {
        Mark from = stored;
        Mark to = new Mark(from.generation(), reached);
        run(() -> {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                if (!MessagePositionsTable.move(connection, source, from, to)) {
                    throw new Overtaken(source);
                }
                writer.write(connection, part);
                connection.commit();
                return to;
            }
        });
    }

    /** The same, and its position stays where it is: for what has ids that no repeat changes. */
    void tellBeside(MessageWriter writer, Outbox.Part part) {
        Mark unmoved = stored;
        run(() -> {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                writer.write(connection, part);
                connection.commit();
                return unmoved;
            }
        });
    }

    private void run(Callable<Mark> work) {
        CompletableFuture<Mark> result = new CompletableFuture<>();
        underWay = result;
        startedAt = System.nanoTime();
        try {
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Exception | LinkageError e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException busy) {
            result.completeExceptionally(busy);
        }
    }

    /** Done when nothing is under way in it, however that ended; or when it has taken so long already. */
    CompletableFuture<Void> whenDone(Duration patience) {
        return underWay == null || System.nanoTime() - startedAt >= patience.toNanos()
                ? CompletableFuture.completedFuture(null)
                : underWay.handle((mark, failure) -> null);
    }

    /** Takes in what came of what was under way, if it is over. */
    void settle() throws Overtaken, Ahead {
        if (underWay == null || !underWay.isDone()) {
            return;
        }
        CompletableFuture<Mark> over = underWay;
        boolean outdated = forgotten;
        underWay = null;
        forgotten = false;
        try {
            Mark found = over.join();
            Mark mark = outdated ? null : found;
            if (mark != null && !mark.equals(stored)) {
                seen = mark.position();
                movedAt = System.nanoTime();
            }
            stored = mark;
            pause = FIRST_PAUSE;
            outage.over();
        } catch (CompletionException e) {
            Throwable why = e.getCause();
            stored = null;
            if (outdated && (why instanceof Overtaken || why instanceof Ahead)) {
                // It was compared with what the source was before.
                return;
            }
            failed(why);
        }
    }

    private void failed(Throwable why) throws Overtaken, Ahead {
        if (why instanceof Overtaken overtaken) {
            throw overtaken;
        }
        if (why instanceof Ahead ahead) {
            throw ahead;
        }
        outage.failed(why);
        retryAt = System.nanoTime() + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
}
