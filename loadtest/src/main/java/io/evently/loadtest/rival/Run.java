package io.evently.loadtest.rival;

import io.evently.loadtest.verify.Violation;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One measured stretch of work, Evently's or a rival's.
 *
 * @param clients how many booked at once
 * @param perSecond durable bookings acknowledged per second
 * @param latencies in microseconds
 * @param violations what the audit found; a run with any is worth nothing
 */
public record Run(int clients, double perSecond, Histogram latencies, List<Violation> violations) {

    /**
     * The latency below which so many percent of the answers stayed, in milliseconds.
     *
     * @param percentile from 0 to 100
     */
    public double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    /**
     * The run in the middle by throughput: a real run, so that its latencies go with its throughput.
     *
     * @param runs at least one
     */
    public static Run median(List<Run> runs) {
        List<Run> sorted =
                runs.stream().sorted(Comparator.comparingDouble(Run::perSecond)).toList();
        return sorted.get(sorted.size() / 2);
    }
}
