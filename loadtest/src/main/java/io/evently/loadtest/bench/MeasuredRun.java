package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.rival.Run;
import java.util.Comparator;
import java.util.List;

/**
 * One stretch of Evently under load, and what it cost.
 *
 * @param run as a rival's
 * @param measured everything the client counted
 * @param cost of one request of those counted in {@code run}, until the tables had followed
 */
record MeasuredRun(Run run, Measured measured, Cpu cost) {

    /** The one in the middle by throughput: its latencies and its cost go with its throughput. */
    static MeasuredRun median(List<MeasuredRun> outings) {
        List<MeasuredRun> sorted = outings.stream()
                .sorted(Comparator.comparingDouble(outing -> outing.run().perSecond()))
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
