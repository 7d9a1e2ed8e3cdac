package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Nothing is decided for people who were told long ago that it is over.
 *
 * <p>When something was decided is known in three ways. It was not before anything was asked for that the same commit, or
 * one before it, decided; and it was not after anything was acknowledged that the same commit, or a later one, decided:
 * both by the clock of the clients. And the commit says so itself, by the clock of a node, which may be wrong: behind, it
 * hides what is late; ahead, it would accuse the innocent. So from the first commit on that was acknowledged before its
 * own time, the times of that event prove nothing, for time never goes back in a journal. When a database wrote it proves
 * nothing either: it may have stood still with a commit that was decided in time.
 */
final class LateRules {

    /** What the server allows for clocks that differ. */
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * A node says the end after so long ({@code evently.engine.ask-timeout}): who gave up before it, or lost the line,
     * was told nothing, and the node does not know.
     */
    static final long NODE_WAITS_NANOS = TimeUnit.SECONDS.toNanos(8);

    /** Clocks of one machine, read one after the other, and a wall clock that was corrected a little. */
    private static final long SAME_CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<JournalCommit> journal;
    private final FactTimes times;
    private final long epochNanos;
    private final Findings findings;

    LateRules(List<JournalCommit> journal, FactTimes times, long epochNanos, Findings findings) {
        this.journal = journal;
        this.times = times;
        this.epochNanos = epochNanos;
        this.findings = findings;
    }

    void check() {
        long[] latest = latest();
        long earliest = Long.MIN_VALUE;
        boolean ahead = false;
        for (int i = 0; i < journal.size(); i++) {
            JournalCommit commit = journal.get(i);
            for (long factNo = commit.firstFact(); factNo <= commit.lastFact(); factNo++) {
                earliest = Math.max(earliest, times.asked(factNo));
            }
            long says = epochNanos + TimeUnit.MICROSECONDS.toNanos(commit.at());
            ahead = ahead || says - SAME_CLOCK_NANOS > latest[i];
            long decided = ahead ? earliest : Math.max(earliest, Math.min(says, latest[i]));
            for (long factNo = commit.firstFact(); factNo <= commit.lastFact(); factNo++) {
                mustHaveBeenWaitedFor(factNo, commit, decided, latest[i]);
            }
        }
    }

    /** Of each commit the latest moment it can have been decided. */
    private long[] latest() {
        long[] latest = new long[journal.size()];
        long soFar = Long.MAX_VALUE;
        for (int i = journal.size() - 1; i >= 0; i--) {
            JournalCommit commit = journal.get(i);
            for (long factNo = commit.firstFact(); factNo <= commit.lastFact(); factNo++) {
                soFar = Math.min(soFar, times.acknowledged(factNo));
            }
            latest[i] = soFar;
        }
        return latest;
    }

    private void mustHaveBeenWaitedFor(long factNo, JournalCommit commit, long decided, long latest) {
        Collection<Operation> askers = times.askers(factNo);
        if (askers.isEmpty() || decided == Long.MIN_VALUE) {
            return;
        }
        long over = Long.MIN_VALUE;
        for (Operation each : askers) {
            boolean cameLater = each.invokedNanos() > latest;
            long end = end(each);
            if (!cameLater && end + GRACE_NANOS >= decided) {
                return;
            }
            over = cameLater ? over : Math.max(over, end);
        }
        if (over > Long.MIN_VALUE) {
            findings.broken(
                    Rules.NOT_AFTER_THE_END,
                    "fact %d of sequence number %d was decided %d ms after the end of its last request, %s"
                            .formatted(
                                    factNo,
                                    commit.sequence(),
                                    TimeUnit.NANOSECONDS.toMillis(decided - over),
                                    askers.iterator().next()));
        }
    }

    /** From then on nobody waits for it, and the node that was asked knows. */
    private static long end(Operation request) {
        return request.status() == 0
                ? Math.max(request.endedNanos(), request.invokedNanos() + NODE_WAITS_NANOS)
                : request.endedNanos();
    }
}
