package io.evently.tables;

import io.evently.database.Shards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The audit of all databases as one list, newest first. Each chain is read in its own order, which is nearly that of time;
 * the chains are merged by the times of their next rows. So a page needs no index by time.
 */
public final class AuditList {

    private static final int CHAINS = AuditChain.values().length;

    /** Newest first; at one time in a fixed order. */
    private static final Comparator<Source> NEXT = Comparator.comparingLong(
                    (Source source) -> source.head().at())
            .reversed()
            .thenComparingInt(source -> source.place);

    private AuditList() {}

    /**
     * Where a list goes on: in each chain of each database before this row.
     *
     * @param before of each of 12
     */
    public record Cursor(List<Long> before) {

        /** The newest of all. */
        public static final Cursor NEWEST = new Cursor(Collections.nCopies(Shards.COUNT * CHAINS, Long.MAX_VALUE));

        /** @throws IllegalArgumentException if they are not 12 */
        public Cursor {
            if (before.size() != Shards.COUNT * CHAINS) {
                throw new IllegalArgumentException("not the places of 12 chains");
            }
            before = List.copyOf(before);
        }

        /** Where it goes on in a chain. */
        long before(int shard, AuditChain chain) {
            return before.get(place(shard, chain));
        }
    }

    /** @param next where the list goes on behind this row */
    public record Item(int shard, AuditRow row, Cursor next) {}

    /**
     * Merges what the databases gave.
     *
     * @param rows by database, then by chain
     * @param limit at most so many
     */
    static List<Item> merge(List<List<List<AuditRow>>> rows, Cursor after, int limit) {
        PriorityQueue<Source> sources = new PriorityQueue<>(NEXT);
        for (int shard = 0; shard < rows.size(); shard++) {
            for (AuditChain chain : AuditChain.values()) {
                List<AuditRow> ofChain = rows.get(shard).get(chain.number() - 1);
                if (!ofChain.isEmpty()) {
                    sources.add(new Source(shard, place(shard, chain), ofChain));
                }
            }
        }
        Long[] before = after.before().toArray(Long[]::new);
        List<Item> items = new ArrayList<>();
        while (!sources.isEmpty() && items.size() < limit) {
            Source source = sources.poll();
            AuditRow row = source.head();
            before[source.place] = row.sequence();
            items.add(new Item(source.shard, row, new Cursor(Arrays.asList(before))));
            if (++source.taken < source.rows.size()) {
                sources.add(source);
            }
        }
        return items;
    }

    private static int place(int shard, AuditChain chain) {
        return shard * CHAINS + chain.number() - 1;
    }

    private static final class Source {
        final int shard;
        final int place;
        final List<AuditRow> rows;
        int taken;

        Source(int shard, int place, List<AuditRow> rows) {
            this.shard = shard;
            this.place = place;
            this.rows = rows;
        }

        AuditRow head() {
            return rows.get(taken);
        }
    }
}
