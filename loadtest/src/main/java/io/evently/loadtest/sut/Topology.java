package io.evently.loadtest.sut;

import java.util.List;

/** Draws who talks to whom in a run, before it starts: a figure means nothing without it. */
public final class Topology {

    private Topology() {}

    /**
     * The clients, the nodes they load, and what is below them.
     *
     * @param title of the run
     * @param clients who sends, one line each
     */
    public static String of(String title, List<String> clients, Cluster cluster) {
        ClusterSettings settings = cluster.settings();
        var drawing = new StringBuilder(title).append("\n\n");
        clients.forEach(line -> drawing.append("  ").append(line).append('\n'));
        drawing.append("      |\n      |  HTTP/1.1 keep-alive, 127.0.0.1\n      v\n");
        for (NodeSettings node : settings.nodes()) {
            drawing.append("  %s, process %d, HTTP port %d%s%n"
                    .formatted(
                            node.name(),
                            cluster.pid(node.index()),
                            node.httpPort(),
                            settings.isEmbedded() ? "" : ", cluster " + node.seed()));
        }
        drawing.append(
                """
                  each Evently, java %s%s
                  token checks, idempotency keys, attempts and projections on; rate limits %s
                      |
                      |  JDBC, 127.0.0.1:%d
                      v
                  PostgreSQL, process %d: evently_0 .. evently_3, each journal, snapshots and tables; data in %s
                  all on one machine with %d processors
                """
                        .formatted(
                                String.join(" ", settings.jvmArguments()),
                                settings.fakeTime() == null ? "" : ", under libfaketime",
                                settings.isLimited() ? "on" : "off",
                                cluster.databasePort(),
                                cluster.databasePid(),
                                settings.folder().relativize(settings.dataFolder()),
                                Runtime.getRuntime().availableProcessors()));
        return drawing.toString();
    }
}
