package io.evently.loadtest.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A while in which requests were slow without a break: each overlaps another one.
 *
 * @param requests at least one
 */
record Stretch(long from, long to, List<SlowRequest> requests) {

    /** Puts together what overlaps; in order of time. */
    static List<Stretch> of(List<SlowRequest> slow) {
        List<Stretch> stretches = new ArrayList<>();
        List<SlowRequest> open = new ArrayList<>();
        long to = Long.MIN_VALUE;
        for (SlowRequest request :
                slow.stream().sorted(Comparator.comparingLong(SlowRequest::due)).toList()) {
            if (!open.isEmpty() && request.due() > to) {
                stretches.add(new Stretch(open.get(0).due(), to, List.copyOf(open)));
                open.clear();
                to = Long.MIN_VALUE;
            }
            open.add(request);
            to = Math.max(to, request.heard());
        }
        if (!open.isEmpty()) {
            stretches.add(new Stretch(open.get(0).due(), to, List.copyOf(open)));
        }
        return stretches;
    }

    /** What all its requests waited, in nanoseconds. */
    long waited() {
        return requests.stream().mapToLong(SlowRequest::nanos).sum();
    }

    /** Of that, what they waited in the client, for a connection to be free. */
    long waitedUnsent() {
        return requests.stream()
                .mapToLong(request -> request.sent() - request.due())
                .sum();
    }

    /** The slowest of them, in nanoseconds. */
    long worst() {
        return requests.stream().mapToLong(SlowRequest::nanos).max().orElseThrow();
    }

    /** How long that cause was present in it, in nanoseconds. */
    long overlap(Presence presence) {
        return presence.all().within(from, to);
    }
}
