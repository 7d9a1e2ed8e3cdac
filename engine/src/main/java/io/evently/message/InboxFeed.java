package io.evently.message;

import io.evently.database.Outage;
import io.evently.message.InboxFeeds.Listener;
import io.evently.tables.message.InboxStream;
import io.evently.tables.message.InboxStream.Missed;
import io.evently.tables.message.InboxStream.News;
import io.evently.tables.message.InboxStream.Reader;
import io.evently.tables.message.NotificationRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inboxes of one database, for those who listen on this node. One round is under way at a time; two never are. */
final class InboxFeed {

    private static final Logger log = LoggerFactory.getLogger(InboxFeed.class);

    /** Whoever was away is told so many, and finds the rest in the list. */
    static final int MOST_MISSED = 200;

    /** Of those who listen, rows of one statement. */
    private static final int PAGE = 1_000;

    /** So many are shown at once what they missed: some 20,000 rows if all were away for long. */
    private static final int JOINING_AT_ONCE = 100;

    private static final long POLL_MILLIS = 250;
    private static final long AFTER_A_FAILURE_MILLIS = 1_000;

    /** Somebody who listens. */
    private static final class Listening {
        private final UUID userId;
        private final Listener listener;
        /** Changed by rounds only. */
        private long seen;

        private boolean gone;

        Listening(UUID userId, long seen, Listener listener) {
            this.userId = userId;
            this.seen = seen;
            this.listener = listener;
        }

        boolean hears(NotificationRow row) {
            boolean isNew = row.streamNo() > seen;
            seen = Math.max(seen, row.streamNo());
            return isNew && hasTaken(() -> listener.hears(row));
        }

        void missed(List<NotificationRow> newest, boolean leftOut) {
            boolean unused = hasTaken(() -> {
                listener.missed(newest, leftOut);
                return true;
            });
        }

        /** One that fails is none any more; the others go on. */
        private boolean hasTaken(BooleanSupplier told) {
            try {
                return !gone && told.getAsBoolean();
            } catch (RuntimeException e) {
                gone = true;
                log.warn("A stream of notifications fails, and is told nothing any more", e);
                return false;
            }
        }
    }

    private final DataSource reader;
    private final DataSource writer;
    private final Executor threads;
    private final Executor notes;
    private final Outage outage;

    private final Map<UUID, List<Listening>> listening = new HashMap<>();
    private final Deque<Listening> joining = new ArrayDeque<>();
    private boolean running;
    private volatile boolean closed;

    /** All up to this number was told; changed by rounds only. */
    private long told;

    InboxFeed(int shard, DataSource reader, DataSource writer, Executor threads, Executor notes) {
        this.reader = reader;
        this.writer = writer;
        this.threads = threads;
        this.notes = notes;
        this.outage = new Outage(log, "What comes into the inboxes of database " + shard + " cannot be read");
    }

    Runnable listen(UUID userId, long after, Listener listener) {
        Listening one = new Listening(userId, after, listener);
        synchronized (this) {
            joining.add(one);
            if (!running) {
                running = true;
                later(0);
            }
        }
        return () -> leave(one);
    }

    private synchronized void leave(Listening one) {
        one.gone = true;
        joining.remove(one);
        listening.computeIfPresent(one.userId, (id, all) -> {
            all.remove(one);
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells nobody any more. */
    void close() {
        closed = true;
    }

    private void later(long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {
                    try {
                        threads.execute(this::round);
                    } catch (RejectedExecutionException full) {
                        if (!closed) {
                            later(POLL_MILLIS);
                        }
                    }
                });
    }

    private void round() {
        List<Listening> joins = new ArrayList<>();
        List<UUID> people;
        synchronized (this) {
            if (closed || (listening.isEmpty() && joining.isEmpty())) {
                running = false;
                return;
            }
            while (joins.size() < JOINING_AT_ONCE && !joining.isEmpty()) {
                joins.add(joining.poll());
            }
            people = List.copyOf(listening.keySet());
        }
        boolean isBehind = false;
        try (Connection connection = reader.getConnection()) {
            if (!people.isEmpty()) {
                isBehind = tellNews(connection, people);
            }
            // After the news: what they missed ends where the next news begin, or later.
            if (!joins.isEmpty()) {
                tellMissed(connection, joins, people.isEmpty());
                joins.clear();
            }
            outage.over();
        } catch (SQLException | RuntimeException e) {
            outage.failed(e);
            askAgain(joins);
            later(AFTER_A_FAILURE_MILLIS);
            return;
        }
        later(isBehind || somebodyWaits() ? 0 : POLL_MILLIS);
    }

    private synchronized void askAgain(List<Listening> notAnswered) {
        notAnswered.stream().filter(one -> !one.gone).forEach(joining::addFirst);
    }

    private synchronized boolean somebodyWaits() {
        return !joining.isEmpty();
    }

    /** @return whether there are more already */
    private boolean tellNews(Connection connection, List<UUID> people) throws SQLException {
        // A tenth of what planning the next statement costs, and mostly all there is to ask.
        if (InboxStream.head(connection) == told) {
            return false;
        }
        News news = InboxStream.newer(connection, told, people, PAGE);
        if (news.upTo() < told) {
            startAnew(news.upTo());
        }
        List<NotificationRow> taken = new ArrayList<>();
        for (NotificationRow row : news.rows()) {
            boolean isTaken = false;
            for (Listening one : ofUser(row.userId())) {
                isTaken |= one.hears(row);
            }
            if (isTaken && row.deliveredAt() == 0) {
                taken.add(row);
            }
        }
        told = news.upTo();
        note(taken);
        return news.more();
    }

    /** The database was restored from before: its numbers begin again there. */
    private synchronized void startAnew(long head) {
        listening.values().forEach(all -> all.forEach(one -> one.seen = Math.min(one.seen, head)));
    }

    private void tellMissed(Connection connection, List<Listening> joins, boolean theyAreTheFirst) throws SQLException {
        List<Reader> readers =
                joins.stream().map(one -> new Reader(one.userId, one.seen)).toList();
        Missed missed = InboxStream.missed(connection, readers, MOST_MISSED + 1);
        List<NotificationRow> taken = new ArrayList<>();
        for (int i = 0; i < joins.size(); i++) {
            List<NotificationRow> rows = missed.rows().get(i);
            boolean leftOut = rows.size() > MOST_MISSED;
            Listening one = joins.get(i);
            List<NotificationRow> newest = leftOut ? rows.subList(1, rows.size()) : rows;
            if (!newest.isEmpty()) {
                one.missed(newest, leftOut);
            }
            newest.stream().filter(row -> row.deliveredAt() == 0).forEach(taken::add);
            one.seen = missed.upTo();
        }
        if (theyAreTheFirst) {
            told = missed.upTo();
        }
        synchronized (this) {
            joins.stream().filter(one -> !one.gone).forEach(one -> listening
                    .computeIfAbsent(one.userId, id -> new ArrayList<>())
                    .add(one));
        }
        note(taken);
    }

    private synchronized List<Listening> ofUser(UUID userId) {
        return List.copyOf(listening.getOrDefault(userId, List.of()));
    }

    private void note(List<NotificationRow> taken) {
        if (taken.isEmpty()) {
            return;
        }
        try {
            notes.execute(() -> {
                try (Connection connection = writer.getConnection()) {
                    InboxStream.delivered(connection, taken);
                } catch (SQLException e) {
                    log.debug("that streams had messages was not noted: {}", e.toString());
                }
            });
        } catch (RejectedExecutionException full) {
            log.debug("that streams had messages was not noted: too many are being noted");
        }
    }
}
