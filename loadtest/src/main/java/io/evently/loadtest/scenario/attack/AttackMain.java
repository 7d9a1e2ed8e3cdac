package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Ports;
import io.evently.loadtest.sut.Topology;
import io.evently.loadtest.sut.WorkFolder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code mvn -Pattack}: one address attacks a server in five ways, one after the other, while others buy, log in and look
 * whether it is ready. Ends with status 1 if they had to notice more than is allowed.
 */
public final class AttackMain {

    private static final String ALL_KINDS = "all";

    private AttackMain() {}

    /** Takes the folder for results, seconds of each attack, and the kinds, with commas between them, or {@code all}. */
    public static void main(String[] arguments) {
        Path results = Path.of(arguments[0]);
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
        List<AttackKind> kinds = arguments[2].equals(ALL_KINDS)
                ? List.of(AttackKind.values())
                : Stream.of(arguments[2].split(",")).map(AttackKind::valueOf).toList();
        var folder = WorkFolder.below(results);

        List<AttackResult> all = attack(folder, results, time, kinds, System.out);

        System.out.println(AttackReport.table(all));
        System.out.println("report and figures are in " + results);
        if (all.stream().anyMatch(each -> !each.broken().isEmpty())) {
            all.forEach(each -> each.broken().forEach(broken -> System.out.println(each.kind() + ": " + broken)));
            System.out.println("the server's log and data are in " + folder.path());
            System.exit(1);
        }
        folder.delete();
    }

    private static List<AttackResult> attack(
            WorkFolder folder, Path results, Duration time, List<AttackKind> kinds, PrintStream out) {
        int opsPort = Ports.free(1).get(0);
        List<AttackResult> all = new ArrayList<>();
        try (var server = Cluster.start(ClusterSettings.embedded(folder.path()).guarded(opsPort))) {
            String topology = Topology.of(
                    "One address against everybody",
                    List.of(
                            "127.0.0.1: buyers, 40 requests a second on 8 connections; a look at readiness a second",
                            "127.0.3.1 and up: an honest log-in a second",
                            "127.0.0.2: the attacker, a process of its own at the lowest priority"),
                    server);
            out.println(topology);
            var run = new AttackRun(server, opsPort, time, out);
            run.prepare();
            for (AttackKind kind : kinds) {
                all.add(run.attack(kind));
                AttackReport.write(results, topology, time, all);
            }
            server.stopGracefully();
        }
        return all;
    }
}
