package io.evently.loadtest.scenario.messages;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long messages took, in milliseconds.
 *
 * @param count how many they were
 */
record Delays(long count, double p50, double p99, double most) {

    static Delays of(Iterable<Long> nanos) {
        Histogram micros = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
        nanos.forEach(each -> micros.recordValue(TimeUnit.NANOSECONDS.toMicros(Math.max(0, each))));
        return new Delays(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
