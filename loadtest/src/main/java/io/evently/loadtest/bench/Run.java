package io.evently.loadtest.bench;

import io.evently.loadtest.audit.Violation;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One measured stretch of bookings on one hot event.
 *
 * @param clients how many booked at once
 * @param perSecond durable bookings acknowledged per second
 * @param latencies in microseconds
 * @param violations what the audit found; a run with any is worth nothing
 */
record Run(int clients, double perSecond, Histogram latencies, List<Violation> violations) {

    double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    /** The run in the middle by throughput: a real run, so that its latencies go with its throughput. */
    static Run median(List<Run> runs) {
        List<Run> sorted =
                runs.stream().sorted(Comparator.comparingDouble(Run::perSecond)).toList();
        return sorted.get(sorted.size() / 2);
    }
}
