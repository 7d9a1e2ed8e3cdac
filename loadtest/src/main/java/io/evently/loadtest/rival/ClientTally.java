package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one client was told; kept by it alone while it books, so that nobody waits for another's histogram. */
final class ClientTally {

    static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final List<RivalBooking> acknowledged = new ArrayList<>();
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private final long begin = System.nanoTime();
    private final long nanos;
    private long asked = begin;
    private long answered = begin;

    /** Starts the client's clock. */
    ClientTally(Duration time) {
        this.nanos = time.toNanos();
    }

    /** Whether the client is to ask once more. */
    boolean goesOn() {
        asked = System.nanoTime();
        return asked - begin < nanos;
    }

    /** What was asked last has been booked. */
    void acknowledged(RivalBooking booking) {
        answered = System.nanoTime();
        latencies.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(answered - asked), LONGEST_MICROS));
        acknowledged.add(booking);
    }

    List<RivalBooking> acknowledged() {
        return acknowledged;
    }

    /** In microseconds. */
    Histogram latencies() {
        return latencies;
    }

    /** From its beginning to its last answer; a client that asked in vain until the end took all of its time. */
    double seconds() {
        return Math.max(answered - begin, nanos) / 1e9;
    }
}
