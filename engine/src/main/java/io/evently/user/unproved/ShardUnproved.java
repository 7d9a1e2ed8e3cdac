package io.evently.user.unproved;

import io.evently.tables.UnprovedUsers.Row;
import io.evently.tables.journal.Position;
import io.evently.worker.ShardWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of one database, some at a time:
 *
 * <pre>
 * who has an unproved address for a week? ─► who of them booked? ─► the tables follow ─► who of them booked meanwhile?
 *                                                                          ─► the others are forgotten
 * </pre>
 *
 * <p>A booking that is made between the second look and the end of the person's tokens, a minute at most, stays without a
 * person, as all bookings of the forgotten do.
 */
final class ShardUnproved implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(ShardUnproved.class);

    /** Each costs eight look-ups in indexes, and a fact. */
    static final int AT_ONCE = 20;

    private static final Duration BREATH = Duration.ofMillis(200);

    /** A sale does not last for days. */
    private static final Duration GIVING_WAY = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Forgets somebody, unless they proved an address or came to theirs later than that (microseconds). */
    interface Removal {
        CompletableFuture<Boolean> remove(UUID userId, long since);
    }

    private final UnprovedQueries queries;
    private final Removal removal;
    private final LongSupplier clock;
    private final BooleanSupplier rush;
    private final Duration every;
    private final long patience;

    /** Behind whom the next begin. */
    private Row after = Row.FIRST;

    /** Looked at once. */
    private List<Row> seen = List.of();

    private List<Position> ends = List.of();

    /**
     * @param clock microseconds since 1970
     * @param rush whether a sale goes first
     * @param every how long to rest when all were looked at
     * @param removedAfter how long somebody may leave an address unproved
     */
    ShardUnproved(
            UnprovedQueries queries,
            Removal removal,
            LongSupplier clock,
            BooleanSupplier rush,
            Duration every,
            Duration removedAfter) {
        this.queries = queries;
        this.removal = removal;
        this.clock = clock;
        this.rush = rush;
        this.every = every;
        this.patience = removedAfter.toMillis() * 1_000;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        if (rush.getAsBoolean()) {
            return ShardWork.rest(GIVING_WAY);
        }
        return seen.isEmpty() ? look() : lookAgain();
    }

    private CompletableFuture<Duration> look() throws SQLException {
        List<Row> rows = queries.next(clock.getAsLong() - patience, after, AT_ONCE);
        seen = withoutBookings(rows);
        if (rows.size() < AT_ONCE && seen.isEmpty()) {
            after = Row.FIRST;
            queries.removeOldLinks();
            return ShardWork.rest(every);
        }
        after = rows.get(rows.size() - 1);
        ends = queries.ends();
        return ShardWork.rest(BREATH);
    }

    private CompletableFuture<Duration> lookAgain() throws SQLException {
        if (!queries.haveFollowed(ends)) {
            return ShardWork.rest(BREATH);
        }
        List<Row> gone = withoutBookings(seen);
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Row row : gone) {
            all = all.thenCompose(before -> remove(row));
        }
        return all.thenApply(done -> {
            seen = List.of();
            return BREATH;
        });
    }

    private List<Row> withoutBookings(List<Row> rows) throws SQLException {
        List<Row> without = new ArrayList<>();
        for (Row row : rows) {
            if (!queries.hasBooked(row.userId())) {
                without.add(row);
            }
        }
        return without;
    }

    private CompletableFuture<Void> remove(Row row) {
        return removal.remove(row.userId(), clock.getAsLong() - patience).thenAccept(removed -> {
            if (removed) {
                log.info("User {} never proved an address and never booked, and is forgotten", row.userId());
            }
        });
    }

    @Override
    public Duration longestPause() {
        return LONGEST_PAUSE;
    }

    @Override
    public String trouble() {
        return "Who never proved an address in database " + queries.shard() + " cannot be removed now";
    }
}
