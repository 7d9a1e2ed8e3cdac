package io.evently.mail;

import io.evently.database.Outage;
import io.evently.tables.message.EmailOutboxTable;
import io.evently.tables.message.EmailOutboxTable.Claimed;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails of a database. Each round wakes as many senders as there is work for; a sender takes some mails, sends
 * them, notes what became of them, and goes on until nothing is due.
 */
final class ShardMail implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(ShardMail.class);

    /** Mails that a sender takes are to keep it busy no longer: behind them an urgent one waits. */
    private static final long TAKEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A guess until one was sent. */
    private static final long FIRST_SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long NOTE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int shard;
    private final DataSource database;
    private final MailPace pace;
    private final MailWork work;
    private final MailSending sending;
    private final SenderPool pool;
    private final Circuit circuit;
    private final MailMetrics metrics;
    private final Executor senders;
    private final BooleanSupplier rush;
    private final Outage outage;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile long sendNanos = FIRST_SEND_NANOS;
    private volatile long calmAt = System.nanoTime();
    private volatile boolean ended;
    private long countedAt;
    private boolean isCounted;

    /**
     * @param senders threads that may block for as long as a provider takes
     * @param rush whether to give way to a sale
     */
    ShardMail(
            int shard,
            DataSource database,
            MailPace pace,
            MailSending sending,
            SenderPool pool,
            Circuit circuit,
            MailMetrics metrics,
            Executor senders,
            BooleanSupplier rush) {
        this.shard = shard;
        this.database = database;
        this.pace = pace;
        this.work = new MailWork(database, pace.lease(), System::nanoTime);
        this.sending = sending;
        this.pool = pool;
        this.circuit = circuit;
        this.metrics = metrics;
        this.senders = senders;
        this.rush = rush;
        this.outage = new Outage(log, trouble());
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        work.renew();
        work.note();
        count();
        pool.closeIdle();
        int idle = pace.senders() - busy.get();
        int wanted = idle > 0 && (!circuit.isOpen() || circuit.rest().isZero()) ? wanted(idle) : 0;
        for (int i = 0; i < wanted; i++) {
            start();
        }
        return ShardWork.rest(pace.every());
    }

    private int wanted(int idle) throws SQLException {
        try (Connection connection = database.getConnection()) {
            long due = EmailOutboxTable.due(connection, isResting(), idle * pace.batch());
            int batch = circuit.isOpen() ? 1 : batch();
            long wanted = (due + batch - 1) / batch;
            return (int) Math.min(circuit.isOpen() ? 1 : idle, wanted);
        }
    }

    /** Whether mails without a window give way to a sale: never for long. */
    private boolean isResting() {
        long now = System.nanoTime();
        if (rush.getAsBoolean() && now - calmAt < pace.longestRest().toNanos()) {
            return true;
        }
        calmAt = now;
        return false;
    }

    private int batch() {
        return (int) Math.max(1, Math.min(pace.batch(), TAKEN_NANOS / Math.max(1, sendNanos)));
    }

    private void start() {
        busy.incrementAndGet();
        try {
            senders.execute(this::run);
        } catch (RejectedExecutionException stopped) {
            busy.decrementAndGet();
        }
    }

    private void run() {
        try {
            while (!ended) {
                int limit = circuit.allowed(batch());
                if (limit == 0) {
                    break;
                }
                List<Claimed> claimed = work.claim(isResting(), limit);
                if (claimed.isEmpty()) {
                    break;
                }
                send(claimed);
            }
            noted();
        } catch (SQLException | RuntimeException e) {
            synchronized (outage) {
                outage.failed(e);
            }
        } finally {
            busy.decrementAndGet();
        }
    }

    private void send(List<Claimed> claimed) throws SQLException {
        MailProvider.Sender sender = pool.take();
        boolean isProbe = circuit.isOpen();
        long notedAt = System.nanoTime();
        try {
            for (Claimed each : claimed) {
                long start = System.nanoTime();
                boolean isTried = !ended
                        && (isProbe || !circuit.isOpen())
                        && work.left(each.row().id()).compareTo(pace.reserve()) > 0;
                work.became(isTried ? sending.send(sender, each) : sending.putBack(each));
                isProbe = false;
                long now = System.nanoTime();
                if (isTried) {
                    // Old ones count for less and less.
                    sendNanos = (3 * sendNanos + (now - start)) / 4;
                }
                if (now - notedAt > NOTE_AFTER_NANOS) {
                    work.note();
                    notedAt = now;
                }
            }
        } finally {
            pool.giveBack(sender);
        }
    }

    /** What was sent is noted, however long the database is away; but for longer than a lease it would help nobody. */
    private void noted() throws SQLException {
        long start = System.nanoTime();
        while (work.hasUnnoted()) {
            try {
                work.note();
                synchronized (outage) {
                    outage.over();
                }
            } catch (SQLException e) {
                if (!ended || System.nanoTime() - start > pace.lease().toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private void count() throws SQLException {
        if (isCounted && System.nanoTime() - countedAt < pace.figuresEvery().toNanos()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            metrics.known(shard, EmailOutboxTable.figures(connection));
        }
        countedAt = System.nanoTime();
        isCounted = true;
    }

    /** Whether it has ended, and nothing is being sent any more. */
    boolean isOver() {
        return ended && busy.get() == 0;
    }

    @Override
    public String trouble() {
        return "Mails of database " + shard + " wait for it";
    }

    @Override
    public void ended() {
        ended = true;
        metrics.forget(shard);
    }
}
