package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Run;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evently and what it is held against on the same work in the same run.
 *
 * @param scenario the id of what was done
 * @param evently the middle one of its runs
 * @param opponent what it was compared with
 * @param rival the same for people, and in which shape
 * @param rivalPerSecond the middle one of its figures
 * @param rivalClean whether the audit of the rival's run found nothing
 * @param extra more figures for {@code results.json}
 */
record Comparison(
        String scenario,
        Run evently,
        Baseline opponent,
        String rival,
        double rivalPerSecond,
        boolean rivalClean,
        Map<String, Object> extra) {

    /** Against somebody's run, with what one request cost Evently. */
    static Comparison of(String scenario, MeasuredRun evently, Baseline opponent, String rival, Run theirs) {
        return new Comparison(
                        scenario,
                        evently.run(),
                        opponent,
                        rival,
                        theirs.perSecond(),
                        theirs.violations().isEmpty(),
                        Map.of())
                .with("cpu_us_per_request", evently.cost().entry())
                .with("cpu_us", Math.round(evently.cost().serverAndDatabase() * 10) / 10.0);
    }

    Comparison with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extra);
        more.put(field, value);
        return new Comparison(scenario, evently, opponent, rival, rivalPerSecond, rivalClean, more);
    }

    double ratio() {
        return evently.perSecond() / rivalPerSecond;
    }

    boolean clean() {
        return evently.violations().isEmpty() && rivalClean;
    }

    /** The entry of {@code results.json}. */
    Map<String, Object> entry() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("scenario", scenario);
        entry.put("clients", evently.clients());
        entry.put("evently_per_s", Math.round(evently.perSecond()));
        entry.put("rival", rival);
        entry.put("rival_per_s", Math.round(rivalPerSecond));
        entry.put("ratio", Math.round(ratio() * 100) / 100.0);
        entry.put("p50_ms", evently.millisAt(50));
        entry.put("p99_ms", evently.millisAt(99));
        entry.put("p999_ms", evently.millisAt(99.9));
        entry.put("audit", clean() ? "ok" : "failed");
        entry.putAll(extra);
        return entry;
    }
}
