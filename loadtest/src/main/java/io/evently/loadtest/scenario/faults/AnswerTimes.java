package io.evently.loadtest.scenario.faults;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** When each probed event answered with success: nanoseconds of the harness's clock. Used by many threads. */
final class AnswerTimes {

    private final Map<UUID, ConcurrentSkipListSet<Long>> byEvent = new ConcurrentHashMap<>();

    /** An event that never answers counts, too. */
    void expect(UUID eventId) {
        byEvent.computeIfAbsent(eventId, id -> new ConcurrentSkipListSet<>());
    }

    void add(UUID eventId, long nanos) {
        byEvent.get(eventId).add(nanos);
    }

    /** The longest time within these bounds in which one of the events did not answer. */
    long longestSilence(long from, long to) {
        return byEvent.values().stream()
                .mapToLong(times -> longestGap(from, times.subSet(from, to), to))
                .max()
                .orElse(to - from);
    }

    private static long longestGap(long from, Set<Long> inOrder, long to) {
        long longest = 0;
        long last = from;
        for (long answer : inOrder) {
            longest = Math.max(longest, answer - last);
            last = answer;
        }
        return Math.max(longest, to - last);
    }
}
