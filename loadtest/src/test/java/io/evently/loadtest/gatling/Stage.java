package io.evently.loadtest.gatling;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.scenario.stampede.Queue;
import io.evently.loadtest.scenario.stampede.Stampede;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Tokens;
import io.evently.loadtest.sut.Topology;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Violation;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The server a simulation plays on: one of its own, or with {@code -Dbase.url} a running one on this machine, which
 * then needs {@code -Djwt.secret} to mint tokens and {@code -Ddatabase.port} to read its tables.
 */
final class Stage {

    private final Cluster own;
    private final WorkFolder folder;
    private final InetSocketAddress address;
    private final Tokens tokens;
    private final int databasePort;
    private final History history = new History();

    private Stage(Cluster own, WorkFolder folder, InetSocketAddress address, Tokens tokens, int databasePort) {
        this.own = own;
        this.folder = folder;
        this.address = address;
        this.tokens = tokens;
        this.databasePort = databasePort;
    }

    static Stage set() {
        String base = System.getProperty("base.url", "");
        if (base.isEmpty()) {
            var folder = WorkFolder.below(Path.of(System.getProperty("work.folder")));
            var server = Cluster.start(ClusterSettings.embedded(folder.path()));
            return new Stage(server, folder, server.address(0), server.tokens(), server.databasePort());
        }
        URI uri = URI.create(base);
        var address = new InetSocketAddress(uri.getHost(), uri.getPort());
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("load is for this machine only: " + base);
        }
        return new Stage(
                null, null, address, new Tokens(System.getProperty("jwt.secret")), Integer.getInteger("database.port"));
    }

    String baseUrl() {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    Tokens tokens() {
        return tokens;
    }

    EventlyApi api() {
        return new EventlyApi(address, tokens.admin(UUID.randomUUID()));
    }

    void drawTopology(String title, String clients) {
        String running =
                title + "\n\n  " + clients + "\n      |\n      v\n  " + baseUrl() + ", started by somebody else\n";
        System.out.println(own == null ? running : Topology.of(title, List.of(clients), own));
    }

    /** A sold-out event that so many will wait for. */
    Stampede stampede(int members, int cancelled, long seed) {
        return Stampede.of(address, api(), tokens, history, members, cancelled, seed, Stampede.SHORTEST_WINDOW_MINUTES);
    }

    /** Everything that virtual users ask and hear. */
    History history() {
        return history;
    }

    /**
     * Holds every sale against actor, API, journal and tables, and takes the server down.
     *
     * @throws IllegalStateException if a promise was broken; no figure is worth printing then
     */
    void auditAndClear(List<Sale> sales, Expectations expected) {
        auditAndClear(
                () -> new Auditor(address, tokens, databasePort).audit(history, sales, expected),
                sales.size()
                        + " events sold within capacity, every answer stored, nothing twice, every attempt logged");
    }

    /** The same for a queue. */
    void auditAndClear(Queue queue) {
        auditAndClear(
                () -> queue.audit(address, tokens, databasePort),
                "nobody promoted out of turn, no seat promised twice, every seat sold again, every answer stored");
    }

    private void auditAndClear(Supplier<List<Violation>> audit, String kept) {
        try {
            List<Violation> violations = audit.get();
            if (!violations.isEmpty()) {
                violations.forEach(System.out::println);
                throw new IllegalStateException(violations.size() + " promises broken");
            }
            System.out.println("audit ok: " + kept);
        } finally {
            if (own != null) {
                own.stopGracefully();
            }
        }
        if (folder != null) {
            folder.delete();
        }
    }
}
