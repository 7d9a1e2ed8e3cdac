package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evently and a rival on the same work in the same run.
 *
 * @param scenario what was done
 * @param evently the middle one of its runs
 * @param rival what it was compared with, and in which shape
 * @param rivals the middle one of its runs
 */
record Comparison(String scenario, Run evently, String rival, Run rivals) {

    double ratio() {
        return evently.perSecond() / rivals.perSecond();
    }

    boolean clean() {
        return evently.violations().isEmpty() && rivals.violations().isEmpty();
    }

    /** The entry of {@code results.json}. */
    Map<String, Object> entry() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("scenario", scenario);
        entry.put("clients", evently.clients());
        entry.put("evently_per_s", Math.round(evently.perSecond()));
        entry.put("rival", rival);
        entry.put("rival_per_s", Math.round(rivals.perSecond()));
        entry.put("ratio", Math.round(ratio() * 100) / 100.0);
        entry.put("p50_ms", evently.millisAt(50));
        entry.put("p99_ms", evently.millisAt(99));
        entry.put("p999_ms", evently.millisAt(99.9));
        entry.put("audit", clean() ? "ok" : "failed");
        return entry;
    }
}
