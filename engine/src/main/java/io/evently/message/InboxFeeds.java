package io.evently.message;

import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.message.InboxStream;
import io.evently.tables.message.NotificationRow;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * What comes into the inboxes of those who listen on this node, wherever it was decided: each database is asked four times a
 * second while somebody of its people listens, and not at all while nobody does. Thread-safe.
 */
public final class InboxFeeds implements AutoCloseable {

    /** So many listeners may ask at once where a database stands. */
    private static final int WAITING = 1_000;

    private final Shards shards;
    /** One reads what is new, the other answers those who come. */
    private final DatabaseThreads threads = new DatabaseThreads("inbox", 2, WAITING);

    /** Notes what streams have had; past its bound it is not noted. */
    private final DatabaseThreads notes = new DatabaseThreads("inbox-notes", 1, 16);

    private final List<InboxFeed> feeds;

    public InboxFeeds(Shards shards) {
        this.shards = shards;
        this.feeds = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new InboxFeed(
                        shard, shards.reader(shard), shards.writer(shard), threads.apply(shard), notes.apply(shard)))
                .toList();
    }

    /** Somebody who listens. Called by one thread at a time; must not wait. */
    public interface Listener {

        /**
         * What came between what they saw last and the moment they began to listen, at most {@value InboxFeed#MOST_MISSED}.
         *
         * @param missed in the order of their numbers
         * @param leftOut whether there was more, older than those
         */
        void missed(List<NotificationRow> missed, boolean leftOut);

        /**
         * A message that comes.
         *
         * @return whether they took it
         */
        boolean hears(NotificationRow message);
    }

    /**
     * The number of the newest message of a person's database.
     *
     * @return fails with the {@link java.sql.SQLException}, or if too many ask
     */
    public CompletableFuture<Long> head(UUID userId) {
        int shard = Shards.shardOf(userId);
        return Query.on(shards.reader(shard), threads.apply(shard), InboxStream::head);
    }

    /**
     * Tells a listener of all that comes into a person's inbox, each once and in order.
     *
     * @param after the number of the last message they know of
     * @return ends it
     */
    public Runnable listen(UUID userId, long after, Listener listener) {
        return feeds.get(Shards.shardOf(userId)).listen(userId, after, listener);
    }

    @Override
    public void close() {
        feeds.forEach(InboxFeed::close);
        threads.close();
        notes.close();
    }
}
