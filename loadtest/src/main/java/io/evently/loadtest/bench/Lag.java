package io.evently.loadtest.bench;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far the tables are behind, as {@code /metrics} tells everybody. */
final class Lag {

    private static final Pattern GAUGE = Pattern.compile("(?m)^evently_projection_lag_seconds\\{[^}]*} (\\S+)$");

    private Lag() {}

    /**
     * The age in seconds of the oldest record that the tables of any database lack; 0 if they lack none. Empty when the
     * node does not know: the gauges are missing, or none is a number.
     *
     * @param metrics in Prometheus' text format
     */
    static OptionalDouble seconds(String metrics) {
        OptionalDouble worst = OptionalDouble.empty();
        Matcher gauges = GAUGE.matcher(metrics);
        while (gauges.find()) {
            double lag = Double.parseDouble(gauges.group(1));
            if (!Double.isNaN(lag)) {
                worst = OptionalDouble.of(Math.max(lag, worst.orElse(0)));
            }
        }
        return worst;
    }
}
