package io.evently.loadtest.client;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param byStatus answers counted by HTTP status
 * @param lost requests without an answer
 * @param elapsed from the first request to the last outcome
 * @param latencies of all answers, in microseconds, three digits exact
 */
public record Measured(Map<Integer, Long> byStatus, long lost, Duration elapsed, Histogram latencies) {

    /** Answers with that status. */
    public long answered(int status) {
        return byStatus.getOrDefault(status, 0L);
    }

    /** All answers, whatever their status. */
    public long answered() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Answers with that status per second of the run. */
    public double perSecond(int status) {
        return answered(status) / (elapsed.toNanos() / 1e9);
    }

    /** All answers per second of the run. */
    public double perSecond() {
        return answered() / (elapsed.toNanos() / 1e9);
    }

    /** The latency not exceeded by that share of the answers, in milliseconds. */
    public double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
}
