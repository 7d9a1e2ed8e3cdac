package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What all attacks came to: {@code report.md} for people, {@code results.json} for machines. */
final class AttackReport {

    private static final String HEAD =
            """
            | attack | buyers' p99 before, ms | under attack | allowed | beside a neighbour | log-ins in 2 s | ready \
            | heap before, MB | after | attacker's processors | server's | what the attacker heard | kept |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|
            """;

    private AttackReport() {}

    static String table(List<AttackResult> all) {
        var table = new StringBuilder(HEAD);
        all.forEach(each -> table.append(row(each)));
        return table.toString();
    }

    private static String row(AttackResult attacked) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %s | %s | %.0f | %.0f | %.2f | %.2f | %s | %s |%n",
                attacked.kind().sentence(),
                attacked.usual().buyers().p99(),
                attacked.under().buyers().p99(),
                attacked.mostMillis(),
                attacked.beside().buyers().p99(),
                good(attacked.under().logIns()),
                good(attacked.under().readiness()),
                attacked.cost().heapBefore(),
                attacked.cost().heapAfter(),
                attacked.cost().attackerProcessors(),
                attacked.cost().serverProcessors(),
                heard(attacked.did()),
                attacked.broken().isEmpty() ? "yes" : "**no**");
    }

    private static String good(EverySecond.Asked asked) {
        return (asked.times() - asked.failures().size()) + " of " + asked.times()
                + String.format(Locale.ROOT, ", %.0f ms at most", asked.slowestMillis());
    }

    private static String heard(AttackerOutcome did) {
        String open = did.mostOpen() == 0 ? "" : ", " + did.mostOpen() + " open at once";
        return did.answers() + ", " + did.lost() + " without an answer" + open;
    }

    static void write(Path folder, String topology, Duration time, List<AttackResult> all) {
        var text = new StringBuilder("# One address against everybody\n\n```\n")
                .append(topology)
                .append("```\n\nEach attack lasts ")
                .append(time.toSeconds())
                .append(
                        " s. \"Beside a neighbour\": a process that uses as much processor time as the attacker did and")
                .append(" sends nothing; what buyers wait there is the machine's doing, not the attack's. The attacker")
                .append(" has the lowest priority, but what the kernel does for its packets has not.\n\n")
                .append(table(all));
        all.forEach(each -> each.broken().forEach(broken -> text.append("\n- ")
                .append(each.kind().sentence())
                .append(": ")
                .append(broken)));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.md"), text.append('\n'));
            Files.write(
                    folder.resolve("results.json"),
                    Json.write(all.stream().map(AttackReport::entry).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> entry(AttackResult attacked) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("attack", attacked.kind());
        entry.put("usual", attacked.usual());
        entry.put("under", attacked.under());
        entry.put("beside", attacked.beside());
        entry.put("p99AllowedMillis", attacked.mostMillis());
        entry.put("attacker", attacked.did());
        entry.put("cost", attacked.cost());
        entry.put("broken", attacked.broken());
        return entry;
    }
}
