package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Checker;
import io.evently.loadtest.verify.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code mvn -Pfailover}: twice a sale in which PostgreSQL is killed for good, and its standby promoted. The first standby
 * is asynchronous and lags: what was acknowledged is lost, which the checker has to find; but what is left must be whole,
 * and every event must go on. The second is synchronous: nothing is lost. Ends with status 1 if it was not so.
 */
public final class FailoverMain {

    private static final int NODES = 2;
    private static final int CUSTOMERS = 24;
    private static final double PER_SECOND = 125;

    private static final Duration SALE = Duration.ofSeconds(75);
    private static final Duration BEFORE = Duration.ofSeconds(25);
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final Duration SILENCE_AFTER_DATABASE = Duration.ofSeconds(15);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    private FailoverMain() {}

    /** Takes the folder for results, and a seed or {@code random}. */
    public static void main(String[] arguments) {
        Path results = Path.of(arguments[0]);
        long seed = arguments[1].equals("random") ? System.nanoTime() : Long.parseLong(arguments[1]);
        System.out.println("seed " + seed);

        List<Violation> broken = new ArrayList<>();
        for (boolean synchronous : List.of(false, true)) {
            broken.addAll(run(results, seed, synchronous));
        }
        if (!broken.isEmpty()) {
            System.exit(1);
        }
    }

    private static List<Violation> run(Path results, long seed, boolean synchronous) {
        String name = synchronous ? "synchronous" : "asynchronous";
        WorkFolder folder = WorkFolder.below(results);
        System.out.println("\nstandby: " + name + "; work in " + folder.path());
        FaultSchedule schedule =
                new FaultSchedule(List.of(new Fault(BEFORE, FaultKind.FAILOVER, -1, Duration.ofSeconds(1), 0)));
        Plan plan = new Plan(seed, schedule, SALE, CUSTOMERS, PER_SECOND, SILENCE, SILENCE_AFTER_DATABASE);
        ClusterSettings settings = ClusterSettings.in(folder.path(), NODES)
                .withIdleTimeout(IDLE_TIMEOUT)
                .withStandby(synchronous);

        Verdict verdict = new FaultRun(settings, null, plan, System.out).run(results.resolve(name + "-history.jsonl"));
        List<Violation> broken = synchronous ? verdict.violations() : besidesTheLoss(verdict);
        Results.write(results.resolve(name + ".json"), plan, Map.of(), verdict.with(broken));
        System.out.printf(
                "%s: %d acknowledgements lost, %d promises broken%s%n",
                name, verdict.lost(), broken.size(), synchronous ? "" : " beside that");
        if (broken.isEmpty()) {
            folder.delete();
        } else {
            broken.forEach(System.out::println);
            System.out.println("logs are in " + folder.path());
        }
        return broken;
    }

    private static List<Violation> besidesTheLoss(Verdict verdict) {
        List<Violation> broken = new ArrayList<>(verdict.violations());
        broken.removeIf(Checker::isLoss);
        if (verdict.lost() == 0) {
            broken.add(new Violation("the checker must find what an asynchronous standby lost", "it found nothing"));
        }
        return broken;
    }
}
