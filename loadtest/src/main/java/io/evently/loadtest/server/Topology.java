package io.evently.loadtest.server;

import java.util.List;

/** Draws who talks to whom in a run, before it starts: a figure means nothing without it. */
public final class Topology {

    private Topology() {}

    /**
     * The clients, the server they load, and what is below it.
     *
     * @param title of the run
     * @param clients who sends, one line each
     */
    public static String of(String title, List<String> clients, ServerProcess server) {
        var settings = server.settings();
        var drawing = new StringBuilder(title).append("\n\n");
        clients.forEach(line -> drawing.append("  ").append(line).append('\n'));
        drawing.append(
                """
                      |
                      |  HTTP/1.1 keep-alive, 127.0.0.1:%d
                      v
                  Evently, process %d, java %s
                  token checks, idempotency keys, attempts and projections on; rate limits %s
                      |
                      |  JDBC, 127.0.0.1:%d
                      v
                  PostgreSQL, process %d: evently_0 .. evently_3, each journal, snapshots and tables

                  all on one machine with %d processors
                """
                        .formatted(
                                settings.port(),
                                server.pid(),
                                String.join(" ", settings.jvmArguments()),
                                settings.isLimited() ? "on" : "off",
                                server.databasePort(),
                                server.databasePid(),
                                Runtime.getRuntime().availableProcessors()));
        return drawing.toString();
    }
}
