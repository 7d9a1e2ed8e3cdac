package io.evently.security;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Of a client that is told to slow down the first refusal of a minute is told, and then how many more there were. */
final class RefusedClients {

    /** 1 MB. Of whom comes after them only the number is known. */
    private static final int MOST = 10_000;

    /** Who was refused most often has a line of their own. */
    private static final int MOST_TOLD = 100;

    private volatile ConcurrentHashMap<Long, LongAdder> minute = new ConcurrentHashMap<>();
    private final LongAdder others = new LongAdder();

    /** @param network null: all others together */
    record More(Long network, long count) {}

    boolean isFirst(InetAddress client) {
        ConcurrentHashMap<Long, LongAdder> refused = minute;
        Long network = ClientNetwork.of(client);
        LongAdder known = refused.get(network);
        if (known == null) {
            if (refused.size() >= MOST) {
                others.increment();
                return false;
            }
            known = refused.putIfAbsent(network, new LongAdder());
        }
        if (known == null) {
            return true;
        }
        known.increment();
        return false;
    }

    /** Ends the minute: who was refused again, most often first. */
    List<More> endMinute() {
        Map<Long, LongAdder> refused = minute;
        minute = new ConcurrentHashMap<>();
        List<More> again = refused.entrySet().stream()
                .map(each -> new More(each.getKey(), each.getValue().sum()))
                .filter(each -> each.count() > 0)
                .sorted(Comparator.comparingLong(More::count).reversed())
                .toList();
        long rest = others.sumThenReset()
                + again.stream().skip(MOST_TOLD).mapToLong(More::count).sum();
        List<More> told = again.stream().limit(MOST_TOLD).toList();
        return rest == 0
                ? told
                : Stream.concat(told.stream(), Stream.of(new More(null, rest))).toList();
    }
}
