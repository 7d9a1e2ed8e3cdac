package io.evently.database;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Threads for blocking JDBC, some for each of the four databases: one that is away keeps its own waiting, and no other's.
 * Past the bound of its queue work is rejected, see {@link BoundedThreads}.
 */
public final class DatabaseThreads implements IntFunction<Executor>, AutoCloseable {

    private final List<BoundedThreads> threads;

    /**
     * @param name of the threads, the database's number is added
     * @param each threads of one database
     * @param maxWaiting work that may wait for those of one database
     */
    public DatabaseThreads(String name, int each, int maxWaiting) {
        threads = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new BoundedThreads(name + "-" + shard, each, maxWaiting))
                .toList();
    }

    /** Those of one database, 0 to 3. */
    @Override
    public Executor apply(int shard) {
        return threads.get(shard);
    }

    @Override
    public void close() {
        threads.forEach(BoundedThreads::close);
    }
}
