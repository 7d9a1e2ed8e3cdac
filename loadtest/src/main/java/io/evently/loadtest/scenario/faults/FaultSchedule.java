package io.evently.loadtest.scenario.faults;

import static java.util.Comparator.comparingInt;

import io.evently.loadtest.sut.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What goes wrong and when: the same for the same seed, length, kinds and number of nodes.
 *
 * @param faults in order; each has healed, if all goes well, before the next
 */
public record FaultSchedule(List<Fault> faults) {

    /** Kills and what counts as one ({@link FaultKind#costly}). */
    public static final int MOST_COSTLY = 10;

    /** How often each kind comes, if there is time. */
    static final int AT_LEAST = 2;

    /** Seconds until the first: customers have filled the small events by then. */
    private static final int QUIET_BEGINNING = 8;

    private static final int SHORTEST_SKEW = 30;
    private static final int LONGEST_SKEW = 90;

    public FaultSchedule {
        faults = List.copyOf(faults);
    }

    /**
     * As many faults as fit into that time: each kind twice before any comes a third time, and then mixed by their shares.
     *
     * @param kinds what may go wrong; not empty
     */
    public static FaultSchedule of(long seed, Duration length, Set<FaultKind> kinds, int nodes) {
        Random random = new Random(seed);
        List<Fault> chosen = new ArrayList<>();
        Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
        long room = length.toSeconds() - QUIET_BEGINNING;
        int costly = 0;
        while (true) {
            FaultKind kind = mostWanted(kinds, counts, costly < MOST_COSTLY, room);
            if (kind == null) {
                break;
            }
            Fault fault = some(kind, random, nodes);
            room -= slot(fault);
            chosen.add(fault);
            counts.merge(kind, 1, Integer::sum);
            costly += kind.costly() ? 1 : 0;
        }
        Collections.shuffle(chosen, random);
        return new FaultSchedule(oneAfterTheOther(chosen));
    }

    /** How many cost up to 25 s each. */
    public long costly() {
        return faults.stream().filter(fault -> fault.kind().costly()).count();
    }

    private static FaultKind mostWanted(
            Set<FaultKind> kinds, Map<FaultKind, Integer> counts, boolean costlyToo, long room) {
        Comparator<FaultKind> fewest = comparingInt(kind -> Math.min(AT_LEAST, counts.getOrDefault(kind, 0)));
        return kinds.stream()
                .filter(kind -> costlyToo || !kind.costly())
                .filter(kind -> kind.longest() + kind.healing() <= room)
                .sorted()
                .min(fewest.thenComparingDouble(kind -> (counts.getOrDefault(kind, 0) + 0.5) / kind.share()))
                .orElse(null);
    }

    private static Fault some(FaultKind kind, Random random, int nodes) {
        int seconds = kind.shortest() + random.nextInt(kind.longest() - kind.shortest() + 1);
        int target =
                switch (kind.target()) {
                    case NODE -> random.nextInt(nodes);
                    case DATABASE -> random.nextInt(Databases.SHARDS);
                    case NONE -> -1;
                };
        int skew = SHORTEST_SKEW + random.nextInt(LONGEST_SKEW - SHORTEST_SKEW + 1);
        boolean ahead = random.nextBoolean();
        boolean turns = kind == FaultKind.CLOCK_SKEW;
        return new Fault(Duration.ZERO, kind, target, Duration.ofSeconds(seconds), turns ? ahead ? skew : -skew : 0);
    }

    private static List<Fault> oneAfterTheOther(List<Fault> chosen) {
        List<Fault> placed = new ArrayList<>();
        long at = QUIET_BEGINNING;
        for (Fault each : chosen) {
            placed.add(
                    new Fault(Duration.ofSeconds(at), each.kind(), each.target(), each.length(), each.skewSeconds()));
            at += slot(each);
        }
        return placed;
    }

    /** Seconds it needs for itself. */
    private static long slot(Fault fault) {
        return fault.length().toSeconds() + fault.kind().healing();
    }
}
