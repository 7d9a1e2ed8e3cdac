package io.evently.loadtest.faults;

import io.evently.loadtest.fleet.Fleet;
import io.evently.loadtest.fleet.NodeSettings;

/** Draws who talks to whom, before it starts. */
final class FleetTopology {

    private FleetTopology() {}

    static String of(Fleet fleet, Plan plan) {
        var settings = fleet.settings();
        var drawing = new StringBuilder(
                """
                  %d customers at %.0f requests a second, one prober at 32, on all nodes
                      |
                      |  HTTP/1.1 keep-alive, 127.0.0.1
                      v
                """
                        .formatted(plan.customers(), plan.perSecond()));
        for (NodeSettings node : settings.nodes()) {
            drawing.append("  %s, process %d, HTTP port %d, cluster %s:%d%n"
                    .formatted(
                            node.name(),
                            fleet.pid(node.index()),
                            node.httpPort(),
                            node.clusterHost(),
                            node.clusterPort()));
        }
        drawing.append(
                """
                      |
                      |  JDBC, 127.0.0.1:%d
                      v
                  PostgreSQL: evently_0 .. evently_3, data in %s

                  each node java %s%s
                  all on one machine with %d processors
                """
                        .formatted(
                                settings.databasePort(),
                                settings.folder().relativize(settings.dataFolder()),
                                String.join(" ", settings.jvmArguments()),
                                settings.fakeTime() == null ? "" : ", under libfaketime",
                                Runtime.getRuntime().availableProcessors()));
        return drawing.toString();
    }
}
