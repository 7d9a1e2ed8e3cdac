package io.evently.deadline;

import io.evently.database.Shards;
import io.evently.tables.DueDeadlines;
import io.evently.tables.DueDeadlines.Due;
import io.evently.tables.EventWakesTable;
import io.evently.tables.UnservedQueues.Queue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the events of one database whose time has come: as they noted when they stopped, then as the tables show, who may
 * be late or stand still; and those whose queue is not served. Not thread-safe, but for answers.
 */
final class EventWaker {

    private static final Logger log = LoggerFactory.getLogger(EventWaker.class);

    private final DataSource writer;
    private final DueEvents noted;
    private final DueEvents shown;
    private final UnservedQueueWatch queues;
    private final RecentlyWoken dueLately;
    private final RecentlyWoken queuesLately;
    private final Function<UUID, CompletableFuture<Boolean>> wake;
    private final Executor blocking;
    private long lastUntil = Long.MIN_VALUE;

    /**
     * @param reader of the database
     * @param writer of the same
     * @param wake as {@link io.evently.event.actor.Events#wake}
     * @param blocking threads that may wait for the database
     * @param nanos a clock that never goes back
     */
    EventWaker(
            DataSource reader,
            DataSource writer,
            Function<UUID, CompletableFuture<Boolean>> wake,
            Executor blocking,
            LongSupplier nanos) {
        this.writer = writer;
        this.noted = new DueEvents(reader, EventWakesTable::next);
        this.shown = new DueEvents(reader, DueDeadlines::next);
        this.queues = new UnservedQueueWatch(reader, nanos);
        this.dueLately = new RecentlyWoken(nanos);
        this.queuesLately = new RecentlyWoken(nanos);
        this.wake = wake;
        this.blocking = blocking;
    }

    static EventWaker of(int shard, Shards shards, Function<UUID, CompletableFuture<Boolean>> wake, Executor blocking) {
        return new EventWaker(shards.reader(shard), shards.writer(shard), wake, blocking, System::nanoTime);
    }

    /**
     * Wakes the next ones, without waiting for their answers. Blocking.
     *
     * @param until microseconds: whose deadline came by then
     * @return how many
     */
    int ring(long until) throws SQLException {
        if (until < lastUntil) {
            // The clock was ahead, and events were woken for what was still to come.
            dueLately.forget();
        }
        lastUntil = until;
        Map<UUID, Due> notedDue = noted.next(until, due -> dueLately.mayWake(due.eventId(), due.at()));
        List<CompletableFuture<Due>> answers = new ArrayList<>();
        for (Due due : notedDue.values()) {
            answers.add(wake(due, until));
        }
        forgetAnswered(answers);
        int woken = notedDue.size();
        if (woken < DueEvents.MOST_EVENTS) {
            Map<UUID, Due> shownDue = shown.next(until, due -> dueLately.mayWake(due.eventId(), due.at()));
            for (Due due : shownDue.values()) {
                CompletableFuture<Due> unused = wake(due, until);
            }
            woken += shownDue.size();
        }
        for (Queue queue : queues.next()) {
            if (queuesLately.mayWake(queue.eventId(), queue.factNo())) {
                queuesLately.woken(queue.eventId(), queue.factNo(), queue.factNo());
                CompletableFuture<Boolean> unused = wake(queue.eventId(), queuesLately);
                woken++;
            }
        }
        return woken;
    }

    /** Null if it did not answer. */
    private CompletableFuture<Due> wake(Due due, long until) {
        dueLately.woken(due.eventId(), due.at(), until);
        return wake(due.eventId(), dueLately).thenApply(answered -> answered ? due : null);
    }

    private CompletableFuture<Boolean> wake(UUID eventId, RecentlyWoken lately) {
        return wake.apply(eventId)
                .thenApplyAsync(
                        answered -> {
                            if (answered) {
                                lately.answered(eventId);
                            }
                            return answered;
                        },
                        blocking);
    }

    /** Only now: a node that dies before leaves the rest to whoever comes after it. */
    private void forgetAnswered(List<CompletableFuture<Due>> answers) {
        if (answers.isEmpty()) {
            return;
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRunAsync(
                        () -> {
                            List<Due> answered = answers.stream()
                                    .map(CompletableFuture::join)
                                    .filter(due -> due != null)
                                    .toList();
                            try (Connection connection = writer.getConnection()) {
                                EventWakesTable.answered(connection, answered);
                            } catch (SQLException e) {
                                log.warn(
                                        "{} events that answered may be woken once more: {}",
                                        answered.size(),
                                        e.toString());
                            }
                        },
                        blocking);
    }
}
