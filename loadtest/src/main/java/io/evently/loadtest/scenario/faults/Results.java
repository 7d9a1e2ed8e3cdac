package io.evently.loadtest.scenario.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.evently.loadtest.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes what a run came to, for machines. */
final class Results {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Results() {}

    /** The schedule, before anything happens: a rerun by the same seed writes the same. */
    static void writeSchedule(Path file, Plan plan) {
        write(
                file,
                plan.schedule().faults().stream()
                        .map(fault -> described(fault, fault.at().toMillis() / 1e3))
                        .toList());
    }

    static void write(Path file, Plan plan, Map<FaultKind, String> leftOut, Verdict verdict) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seed", plan.seed());
        all.put("minutes", plan.length().toSeconds() / 60.0);
        all.put("faults", verdict.suffered().stream().map(Results::described).toList());
        all.put("leftOut", leftOut);
        all.put("operations", verdict.operations().size());
        all.put("outcomes", outcomes(verdict.operations()));
        all.put("byKind", counts(verdict.operations(), Operation::kind));
        all.put("unavailableSecondsByKind", unavailable(verdict.suffered()));
        all.put("nodesEndedByThemselves", verdict.endedByThemselves());
        all.put("decidedTooLate", verdict.decidedTooLate());
        all.put("lost", verdict.lost());
        all.put(
                "violations",
                verdict.violations().stream().map(Object::toString).toList());
        all.put("plantedErrors", verdict.plantedErrors());
        write(file, all);
    }

    private static Map<String, Object> described(FaultImpact suffered) {
        Map<String, Object> described = described(suffered.fault(), suffered.atSeconds());
        described.put("seconds", suffered.seconds());
        described.put("healedSeconds", suffered.healedSeconds());
        described.put("unavailableSeconds", suffered.unavailableSeconds());
        if (suffered.mostSeconds() != null) {
            described.put("mostUnavailableSeconds", suffered.mostSeconds());
        }
        return described;
    }

    private static Map<String, Object> described(Fault fault, double at) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("at", at);
        described.put("kind", fault.kind());
        described.put("target", fault.targetName());
        described.put("seconds", fault.length().toMillis() / 1e3);
        if (fault.skewSeconds() != 0) {
            described.put("skewSeconds", fault.skewSeconds());
        }
        return described;
    }

    private static Map<String, Long> outcomes(List<Operation> operations) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (Operation.Verdict verdict : Operation.Verdict.values()) {
            outcomes.put(
                    verdict.name().toLowerCase(Locale.ROOT),
                    operations.stream()
                            .filter(each -> each.verdict() == verdict)
                            .count());
        }
        return outcomes;
    }

    private static <K> Map<K, Long> counts(List<Operation> operations, Function<Operation, K> by) {
        return operations.stream().collect(groupingBy(by, TreeMap::new, counting()));
    }

    /** For each kind how often it happened, and what it cost at worst and on average. */
    private static Map<FaultKind, Object> unavailable(List<FaultImpact> suffered) {
        Map<FaultKind, Object> byKind = new EnumMap<>(FaultKind.class);
        suffered.stream().collect(groupingBy(each -> each.fault().kind())).forEach((kind, some) -> {
            var seconds =
                    some.stream().mapToDouble(FaultImpact::unavailableSeconds).summaryStatistics();
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("faults", seconds.getCount());
            line.put("longest", seconds.getMax());
            line.put("mean", Math.round(seconds.getAverage() * 10) / 10.0);
            byKind.put(kind, line);
        });
        return byKind;
    }

    private static void write(Path file, Object content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            MAPPER.writeValue(file.toFile(), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
