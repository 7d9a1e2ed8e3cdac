package io.evently.loadtest.scenario.faults;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Events that are asked in bursts: between two of them they leave memory ({@link FaultsMain} has the idle time-out), and
 * what they hold or have promised for a minute mostly runs out meanwhile. Two of six are awake at a time.
 *
 * @param large a thousand facts between two bursts, so that an event leaves a snapshot when it goes
 * @param small sold out, with people waiting
 */
record RestingEvents(List<UUID> large, List<UUID> small) {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Whether nobody asks for it now. */
    boolean isAtRest(UUID eventId) {
        int place = large.contains(eventId) ? large.indexOf(eventId) : large.size() + small.indexOf(eventId);
        int of = large.size() + small.size();
        return isOneOfThem(eventId) && (System.nanoTime() + place * PERIOD_NANOS / of) % PERIOD_NANOS >= BURST_NANOS;
    }

    private boolean isOneOfThem(UUID eventId) {
        return large.contains(eventId) || small.contains(eventId);
    }
}
