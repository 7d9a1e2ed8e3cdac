package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.routes.PromQl.Matched;
import io.evently.routes.PromQl.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;

/** Rules that ring and dashboards that show ask for metrics a node has, with labels it gives them. */
@ExtendWith(WholeApi.Shared.class)
class MonitoringTest {

    private static final Path CLUSTER_CONFIG =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("cluster-config");

    /** Made by Prometheus itself: whether it could ask, and what rings. */
    private static final Set<String> PROMETHEUS = Set.of("up", "ALERTS");

    private static final Set<String> LABELS_BY_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private WholeApi api;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
    }

    @Test
    void expressionsAreRead() {
        String expression =
                """
                histogram_quantile(0.9, sum by (le, job) (rate(a_bucket{x="{id}", y!~"b|c"}[1m]))) > 0.5 * 20
                unless on (shard) max(b:c[$__rate_interval]) or vector(0)
                """;

        assertThat(PromQl.selectors(expression))
                .containsExactlyInAnyOrder(
                        new Selector(
                                "a_bucket",
                                List.of(new Matched("x", "{id}", false, true), new Matched("y", "b|c", true, false))),
                        new Selector("b:c", List.of()));
    }

    @Test
    void whatIsAskedForExists() throws IOException {
        // What is counted at its first occurrence only: an answered request, a collection.
        api.stranger().get("/health/ready");
        System.gc();
        List<String> expressions = new ArrayList<>();
        Set<String> recorded = new HashSet<>();
        readRules(expressions, recorded);
        readDashboards(expressions);
        assertThat(expressions).hasSizeGreaterThan(60);

        Eventually.holds(() -> {
            Map<String, List<Map<String, String>>> metrics = metrics();
            List<String> missing = new ArrayList<>();
            for (String expression : expressions) {
                for (Selector selector : PromQl.selectors(expression)) {
                    if (!PROMETHEUS.contains(selector.metric()) && !recorded.contains(selector.metric())) {
                        missing.addAll(missing(selector, metrics));
                    }
                }
            }
            assertThat(missing).isEmpty();
        });
    }

    /** What of this no node has: the metric, a label, or any series whose label is as asked. */
    private List<String> missing(Selector selector, Map<String, List<Map<String, String>>> metrics) {
        List<Map<String, String>> series = metrics.get(selector.metric());
        if (series == null) {
            return List.of(selector.metric());
        }
        List<String> missing = new ArrayList<>();
        for (Matched asked : selector.labels()) {
            if (LABELS_BY_PROMETHEUS.contains(asked.label())) {
                continue;
            }
            if (series.stream().noneMatch(labels -> labels.containsKey(asked.label()))) {
                missing.add(selector.metric() + " has no label " + asked.label());
            } else if (values(selector, asked.label(), series).stream().noneMatch(asked::by)) {
                missing.add(selector.metric() + " has no " + asked.label() + " as " + asked.text());
            }
        }
        return missing;
    }

    /** The values a label may have. Requests have not been made to every route, and not all have failed. */
    private Set<String> values(Selector selector, String label, List<Map<String, String>> series) {
        Set<String> values = new HashSet<>();
        if (selector.metric().startsWith("evently_http_requests_seconds")) {
            switch (label) {
                case "route" -> api.endpoints().forEach(endpoint -> values.add(endpoint.path()));
                case "method" ->
                    api.endpoints()
                            .forEach(endpoint -> values.add(endpoint.method().name()));
                default -> values.addAll(Set.of("2xx", "3xx", "4xx", "5xx"));
            }
        } else {
            series.forEach(labels -> values.add(labels.get(label)));
        }
        return values;
    }

    private static void readRules(List<String> expressions, Set<String> recorded) throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(CLUSTER_CONFIG.resolve("prometheus/rules.yml")));
        for (Object group : (List<?>) file.get("groups")) {
            for (Object item : (List<?>) ((Map<?, ?>) group).get("rules")) {
                Map<?, ?> rule = (Map<?, ?>) item;
                expressions.add(rule.get("expr").toString());
                if (rule.get("record") != null) {
                    recorded.add(rule.get("record").toString());
                }
            }
        }
    }

    private static void readDashboards(List<String> expressions) throws IOException {
        try (var files = Files.list(CLUSTER_CONFIG.resolve("grafana/dashboards"))) {
            for (Path file : files.toList()) {
                for (JsonNode expression :
                        new ObjectMapper().readTree(file.toFile()).findValues("expr")) {
                    expressions.add(expression.textValue());
                }
            }
        }
    }

    /** What the node says now: the labels of each series, by the metric's name. */
    private Map<String, List<Map<String, String>>> metrics() {
        Map<String, List<Map<String, String>>> metrics = new HashMap<>();
        Matcher sample = SAMPLE.matcher(api.stranger().get("/metrics").body());
        while (sample.find()) {
            Map<String, String> labels = new HashMap<>();
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
            metrics.computeIfAbsent(sample.group(1), name -> new ArrayList<>()).add(labels);
        }
        return metrics;
    }
}
