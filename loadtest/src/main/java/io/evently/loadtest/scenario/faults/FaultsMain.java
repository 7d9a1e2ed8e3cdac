package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.FakeTime;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code mvn -Pfaults}: a sale on three nodes during which everything fails that can be made to fail here. Ends with
 * status 1 if a promise was broken, a planted error not found, or less happened than promised.
 */
public final class FaultsMain {

    private static final String ALL_KINDS = "all";
    private static final int NODES = 3;

    /** What the issue wants of a run of the default length. */
    private static final int DEFAULT_MINUTES = 15;

    private static final int FAULTS = 40;
    private static final int OPERATIONS = 100_000;

    private static final int CUSTOMERS = 24;

    /** What is promised: events of a node that is gone answer again within this. */
    private static final Duration SILENCE = Duration.ofSeconds(25);

    /** What is promised: so long after there is a good way to a database, its events answer. */
    private static final Duration SILENCE_AFTER_DATABASE = Duration.ofSeconds(15);

    /** Some events rest for longer between bursts of requests, and what they hold runs out while they are not in memory. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    /** With the prober's 32 a third more than has to be: while a node or a database is away, customers wait. */
    private static final double PER_SECOND = 125;

    private FaultsMain() {}

    /**
     * Takes the folder for results, the script that installs what is missing, a seed or {@code random}, minutes, and the
     * kinds of faults, with commas between them, or {@code all}.
     */
    public static void main(String[] arguments) {
        Path results = Path.of(arguments[0]);
        long seed = arguments[2].equals("random") ? System.nanoTime() : Long.parseLong(arguments[2]);
        int minutes = Integer.parseInt(arguments[3]);
        WorkFolder folder = WorkFolder.below(results);
        System.out.println("seed " + seed + ", " + minutes + " minutes, work in " + folder.path());

        PossibleFaults abilities = PossibleFaults.of(Path.of(arguments[1]), folder.path(), System.out);
        Duration length = Duration.ofMinutes(minutes);
        Set<FaultKind> kinds = wanted(arguments[4]);
        kinds.retainAll(abilities.kinds());
        FaultSchedule schedule = FaultSchedule.of(seed, length, kinds, NODES);
        Plan plan = new Plan(seed, schedule, length, CUSTOMERS, PER_SECOND, SILENCE, SILENCE_AFTER_DATABASE);
        Results.writeSchedule(results.resolve("schedule.json"), plan);
        System.out.printf(
                "%d faults, %d of them kills or what counts as one%n",
                schedule.faults().size(), schedule.costly());

        Verdict verdict;
        try {
            verdict = new FaultRun(settings(folder, abilities), abilities.disk(), plan, System.out)
                    .run(results.resolve("history.jsonl"));
        } finally {
            abilities.close();
        }
        List<Violation> violations = new ArrayList<>(verdict.violations());
        if (arguments[4].equals(ALL_KINDS)) {
            enoughMustHappen(verdict, abilities.kinds(), minutes, violations);
        }
        Verdict whole = verdict.with(violations);
        Results.write(results.resolve("results.json"), plan, abilities.leftOut(), whole);
        System.out.println("results in " + results.resolve("results.json"));
        folder.end(
                violations,
                "%d faults, %d requests: no promise broken, every planted error found"
                        .formatted(
                                verdict.suffered().size(), verdict.operations().size()));
    }

    private static Set<FaultKind> wanted(String kinds) {
        return kinds.equals(ALL_KINDS)
                ? FaultKind.ofAnyCluster()
                : Stream.of(kinds.split(",")).map(FaultKind::valueOf).collect(Collectors.toSet());
    }

    private static ClusterSettings settings(WorkFolder folder, PossibleFaults abilities) {
        ClusterSettings settings = ClusterSettings.in(folder.path(), NODES).withIdleTimeout(IDLE_TIMEOUT);
        if (abilities.kinds().contains(FaultKind.PARTITION)) {
            settings = settings.withOwnAddresses();
        }
        if (abilities.kinds().contains(FaultKind.CLOCK_SKEW)) {
            settings = settings.withFakeTime(FakeTime.library().orElseThrow());
        }
        if (abilities.disk() != null) {
            settings = settings.withDataIn(abilities.disk().folder().resolve("database"));
        }
        return settings;
    }

    /** A shorter run has to show its share. */
    private static void enoughMustHappen(
            Verdict verdict, Set<FaultKind> kinds, int minutes, List<Violation> violations) {
        double share = Math.min(1.0, (double) minutes / DEFAULT_MINUTES);
        int faults = verdict.suffered().size();
        // What somebody looks at before they decide does not count.
        long operations = verdict.operations().stream()
                .filter(each -> each.kind() != Kind.READ_PLACE && each.kind() != Kind.READ_PROMOTIONS)
                .count();
        if (faults < Math.floor(FAULTS * share * 0.9) || (minutes >= DEFAULT_MINUTES && faults < FAULTS)) {
            violations.add(new Violation("a run must have its faults", "only " + faults));
        }
        if (minutes >= DEFAULT_MINUTES) {
            kinds.forEach(kind -> eachKindMustCome(kind, verdict, violations));
        }
        if (operations < OPERATIONS * share) {
            violations.add(new Violation("a run must have its requests", "only " + operations));
        }
        verdict.plantedErrors().stream()
                .filter(error -> !error.placed())
                .forEach(error ->
                        violations.add(new Violation("a run must have a place for each planted error", error.name())));
    }

    private static void eachKindMustCome(FaultKind kind, Verdict verdict, List<Violation> violations) {
        long times = verdict.suffered().stream()
                .filter(each -> each.fault().kind() == kind)
                .count();
        if (times < FaultSchedule.AT_LEAST) {
            violations.add(new Violation("each kind of fault must come twice", kind + " came " + times + " times"));
        }
    }
}
