package io.evently.message.follow;

import io.evently.database.Outage;
import io.evently.tables.WaitlistPromotionsTable;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.message.MessageSourceTable;
import io.evently.tables.message.MessageSourceTable.Source;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal of one database, behind its tables, and tells people. Each database that is told has a position of
 * its own, moved with what it is told, so each is told once, whatever crashes in between.
 */
final class MessageFollower implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(MessageFollower.class);

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A round does not wait longer for a database that is told something. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final int number;
    private final DataSource database;
    private final Targets targets;
    private final FollowedJournal journal;
    private final BacklogStep backlog;
    private final FanoutStep fanouts;
    private final BooleanSupplier sale;
    private final MessageMetrics metrics;
    private long lastLook = System.nanoTime() - SECOND;
    private Duration lag = Duration.ZERO;

    /**
     * @param number of the database whose journal it follows
     * @param databases all four
     * @param threads of each, for what is written into it
     * @param sale whether to give way to bookings
     */
    MessageFollower(
            int number,
            IntFunction<DataSource> databases,
            IntFunction<Executor> threads,
            MessageWriter writer,
            BooleanSupplier sale,
            MessageMetrics metrics) {
        this.number = number;
        this.database = databases.apply(number);
        this.targets = new Targets(number, databases, threads);
        this.journal = new FollowedJournal(number, targets, writer, metrics);
        this.backlog = new BacklogStep(number, targets, writer);
        this.fanouts = new FanoutStep(targets, writer);
        this.sale = sale;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        long start = System.nanoTime();
        try {
            boolean givesWay = sale.getAsBoolean() && journal.isKnown() && !isSomebodyPromoted();
            if (givesWay && MessagePace.rests(lag)) {
                return ShardWork.rest(MessagePace.LOOK);
            }
            boolean more = step();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return ShardWork.rest(MessagePace.pauseAfter(took, more, givesWay, lag));
        } catch (Exception e) {
            forget();
            throw e;
        }
    }

    /** Promotions have windows: they are told at once, and so is what was before them, also in a sale. */
    private boolean isSomebodyPromoted() throws SQLException {
        try (Connection connection = database.getConnection()) {
            look(connection);
            return WaitlistPromotionsTable.anyPendingSince(connection, journal.lastAt());
        }
    }

    /**
     * One piece of work of each kind.
     *
     * @return whether there is certainly more to do at once
     */
    boolean step() throws SQLException, Overtaken {
        try {
            targets.settle();
            if (!journal.isKnown()) {
                try (Connection connection = database.getConnection()) {
                    connection.setAutoCommit(false);
                    journal.begin(connection);
                }
            }
            // No connection is kept meanwhile: one of them may be waited for.
            targets.open(journal.source());
            targets.await(PATIENCE);
            targets.settle();
            boolean more;
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                more = journal.follow(connection);
                more |= journal.catchUp(connection);
            }
            targets.await(PATIENCE);
            targets.settle();
            more |= fanouts.step(database, journal);
            if (System.nanoTime() - lastLook >= SECOND) {
                backlog.step(database, journal);
                try (Connection connection = database.getConnection()) {
                    look(connection);
                }
            }
            return more;
        } catch (Target.Ahead ahead) {
            beginGeneration(ahead);
            return true;
        }
    }

    /** What was told of a future that never came is told again as it comes, under ids of its own. */
    private void beginGeneration(Target.Ahead ahead) throws SQLException, Overtaken {
        Source from = journal.source();
        log.warn("Database {} seems to be restored from before: {}", number, ahead.getMessage());
        try (Connection connection = database.getConnection()) {
            if (!MessageSourceTable.beginGeneration(connection, from, ahead.generation())) {
                throw new Overtaken(number);
            }
        }
        forget();
    }

    private void look(Connection connection) throws SQLException {
        lastLook = System.nanoTime();
        Position followed = journal.followed();
        long millis = Journal.backlog(connection, followed, 1).millis();
        lag = Duration.ofMillis(millis);
        // A database that is away is late, and no reason to hurry.
        Position least = targets.least().orElse(followed);
        boolean behind = least.compareTo(followed) < 0;
        metrics.setAside(number, journal.setAside());
        metrics.lag(number, behind ? Journal.backlog(connection, least, 1).millis() : millis);
    }

    /** The next step begins at what is stored. */
    private void forget() {
        journal.forget();
        targets.forget();
    }

    @Override
    public void failed(Throwable why, Outage outage) {
        metrics.failed(number);
        if (why instanceof Overtaken) {
            log.warn("Standing back: {}", why.getMessage());
        } else {
            outage.failed(why);
        }
    }

    @Override
    public String trouble() {
        return "Nobody is told what happens in database " + number;
    }

    @Override
    public void ended() {
        metrics.forget(number);
    }
}
