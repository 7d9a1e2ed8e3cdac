package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * When each fact of an event was first asked for and first acknowledged, by the clock of the clients; and in which order
 * that must have happened.
 */
final class FactTimes {

    /** That much of the event was known to somebody since then. */
    private record Known(long since, long factNo) {}

    private final UUID eventId;
    private final Findings findings;
    private final long[] asked;
    private final long[] acknowledged;
    private final Map<Integer, Collection<Operation>> askers = new HashMap<>();
    private final List<Known> known = new ArrayList<>();

    FactTimes(EventModel event, Findings findings) {
        this.eventId = event.id;
        this.findings = findings;
        asked = new long[Math.toIntExact(Math.max(0, event.lastFact)) + 1];
        acknowledged = new long[asked.length];
        Arrays.fill(asked, Long.MIN_VALUE);
        Arrays.fill(acknowledged, Long.MAX_VALUE);
    }

    /** One of these requests has led to the fact. */
    void asked(long factNo, Collection<Operation> requests) {
        if (isNumbered(factNo)) {
            asked[(int) factNo] =
                    requests.stream().mapToLong(Operation::invokedNanos).min().orElse(Long.MIN_VALUE);
            askers.put((int) factNo, requests);
        }
    }

    /** One of which has led to the fact; none if it is nobody's. */
    Collection<Operation> askers(long factNo) {
        return isNumbered(factNo) ? askers.getOrDefault((int) factNo, List.of()) : List.of();
    }

    /** When the first of its requests was sent; {@code Long.MIN_VALUE} for what is nobody's. */
    long asked(long factNo) {
        return isNumbered(factNo) ? asked[(int) factNo] : Long.MIN_VALUE;
    }

    /** When it was first known to be in the journal; {@code Long.MAX_VALUE} if nobody was told. */
    long acknowledged(long factNo) {
        return isNumbered(factNo) ? acknowledged[(int) factNo] : Long.MAX_VALUE;
    }

    /** The request was answered, and the answer says that the fact is in the journal. */
    void acknowledged(long factNo, Operation operation) {
        if (isNumbered(factNo)) {
            int place = (int) factNo;
            acknowledged[place] = Math.min(acknowledged[place], operation.endedNanos());
        }
        known.add(new Known(operation.endedNanos(), factNo));
    }

    /** In a damaged journal facts may have any numbers. */
    private boolean isNumbered(long factNo) {
        return factNo > 0 && factNo < asked.length;
    }

    /** If one operation ended before another was invoked, its fact comes first. */
    void factsMustBeInOrder() {
        long latestAsked = Long.MIN_VALUE;
        int asLate = 0;
        for (int factNo = 1; factNo < asked.length; factNo++) {
            if (acknowledged[factNo] < latestAsked) {
                findings.broken(
                        Rules.ORDER_OF_TIME,
                        "event %s: fact %d was acknowledged %d µs before fact %d was asked for, and comes after it"
                                .formatted(eventId, factNo, (latestAsked - acknowledged[factNo]) / 1_000, asLate));
            }
            if (asked[factNo] > latestAsked) {
                latestAsked = asked[factNo];
                asLate = factNo;
            }
        }
    }

    /**
     * A read shows what was acknowledged before it, no less than an earlier read, and nothing that was asked for after it.
     *
     * @param reads availability, as it was answered
     */
    void readsMustBeInOrder(List<Operation> reads) {
        factsMustBeFresh(reads);
        readsMustNotGoBack(reads);
        nothingMustBeReadBeforeItIsAskedFor(reads);
    }

    private void factsMustBeFresh(List<Operation> reads) {
        followed(
                reads,
                known,
                (read, latest) -> findings.broken(
                        Rules.READS_ARE_FRESH,
                        "event %s: operation %d of node %d shows fact %d, but %d was acknowledged %d µs before"
                                .formatted(
                                        eventId,
                                        read.number(),
                                        read.node(),
                                        revision(read),
                                        latest.factNo(),
                                        (read.invokedNanos() - latest.since()) / 1_000)));
    }

    private void readsMustNotGoBack(List<Operation> reads) {
        List<Known> read = new ArrayList<>();
        reads.forEach(each -> read.add(new Known(each.endedNanos(), revision(each))));
        followed(
                reads,
                read,
                (later, latest) -> findings.broken(
                        Rules.READS_NEVER_GO_BACK,
                        "event %s: operation %d of node %d shows fact %d, but %d was shown %d µs before"
                                .formatted(
                                        eventId,
                                        later.number(),
                                        later.node(),
                                        revision(later),
                                        latest.factNo(),
                                        (later.invokedNanos() - latest.since()) / 1_000)));
    }

    private interface Stale {
        void read(Operation read, Known latest);
    }

    /** In order of time, so that each read is held only against the latest fact known before it. */
    private static void followed(List<Operation> reads, List<Known> known, Stale stale) {
        List<Operation> inOrder = new ArrayList<>(reads);
        inOrder.sort(Comparator.comparingLong(Operation::invokedNanos));
        List<Known> inTime = new ArrayList<>(known);
        inTime.sort(Comparator.comparingLong(Known::since));
        Known latest = null;
        int next = 0;
        for (Operation read : inOrder) {
            while (next < inTime.size() && inTime.get(next).since() < read.invokedNanos()) {
                Known candidate = inTime.get(next++);
                latest = latest == null || candidate.factNo() > latest.factNo() ? candidate : latest;
            }
            if (latest != null && revision(read) < latest.factNo()) {
                stale.read(read, latest);
            }
        }
    }

    private void nothingMustBeReadBeforeItIsAskedFor(List<Operation> reads) {
        long[] latestAsked = asked.clone();
        for (int factNo = 1; factNo < latestAsked.length; factNo++) {
            latestAsked[factNo] = Math.max(latestAsked[factNo], latestAsked[factNo - 1]);
        }
        for (Operation read : reads) {
            long revision = revision(read);
            if (revision > 0 && revision < latestAsked.length && read.endedNanos() < latestAsked[(int) revision]) {
                findings.broken(
                        Rules.READS_ARE_TRUE,
                        "event %s: operation %d shows fact %d before all of them were asked for"
                                .formatted(eventId, read.number(), revision));
            }
        }
    }

    static long revision(Operation read) {
        return Bodies.number(read.body(), "revision");
    }
}
