package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.scenario.attack.EverySecond.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an attack came to.
 *
 * @param usual how the others fared just before
 * @param under the same during the attack
 * @param beside the same beside a process that uses as much processor time as the attacker did, and sends nothing
 * @param did what the attacker heard
 * @param cost what it took
 */
record AttackResult(
        AttackKind kind, Observation usual, Observation under, Observation beside, AttackerOutcome did, Cost cost) {

    /** What the issue allows. */
    private static final double MOST_TIMES_THE_USUAL = 2;

    /** On two cores that five processes share, the scheduler's slices decide what is below that, not the server. */
    private static final double LEAST_USUAL_MILLIS = 5;

    /**
     * Caches of addresses, accounts and tokens fill up to their bounds, buyers leave some hundred bookings, and code that
     * was never run before brings its constants; an actor for each made-up id would be more.
     */
    private static final double HEAP_TOLERANCE_MEGABYTES = 24;

    /**
     * What it took.
     *
     * @param heapBefore of the server after a collection, in megabytes
     * @param heapAfter the same when the attacker has gone
     * @param residentMegabytes of the server's JVM at the end of the attack
     * @param attackerProcessors that it used
     * @param serverProcessors that Evently and PostgreSQL used meanwhile
     */
    record Cost(
            double heapBefore,
            double heapAfter,
            double residentMegabytes,
            double attackerProcessors,
            double serverProcessors) {}

    /** What buyers' p99 may be, in milliseconds. */
    double mostMillis() {
        return MOST_TIMES_THE_USUAL * Math.max(usual.buyers().p99(), LEAST_USUAL_MILLIS);
    }

    /** Every promise that was not kept, in a sentence. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        Buyers.Waited buyers = under.buyers();
        if (buyers.requests() == 0 || buyers.p99() > mostMillis()) {
            broken.add(String.format(
                    Locale.ROOT,
                    "buyers: p99 %.1f ms, at most %.1f (the usual is %.1f)",
                    buyers.p99(),
                    mostMillis(),
                    usual.buyers().p99()));
        }
        if (buyers.refused() > 0) {
            broken.add("buyers: " + buyers.refused() + " of " + buyers.requests() + " requests in vain");
        }
        if (usual.buyers().refused() > 0) {
            broken.add("buyers: " + usual.buyers().refused() + " requests in vain before the attack");
        }
        failed(broken, "log-ins", under.logIns());
        failed(broken, "readiness", under.readiness());
        if (under.opsReadiness() != null) {
            failed(broken, "readiness on its own port", under.opsReadiness());
        }
        if (cost.heapAfter() > cost.heapBefore() + HEAP_TOLERANCE_MEGABYTES) {
            broken.add(String.format(
                    Locale.ROOT,
                    "heap after a collection: %.0f MB, was %.0f; %.0f more are allowed",
                    cost.heapAfter(),
                    cost.heapBefore(),
                    HEAP_TOLERANCE_MEGABYTES));
        }
        return broken;
    }

    private static void failed(List<String> broken, String who, Asked asked) {
        if (asked.times() == 0 || !asked.failures().isEmpty()) {
            broken.add(who + ": " + asked.failures().size() + " of " + asked.times() + " failed, such as "
                    + asked.failures().stream().findFirst().orElse("none was sent"));
        }
    }
}
