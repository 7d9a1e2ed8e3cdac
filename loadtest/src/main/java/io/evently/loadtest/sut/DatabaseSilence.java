package io.evently.loadtest.sut;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Packets between nodes and PostgreSQL that are dropped, in both directions, by nftables: as by a host without power or a
 * firewall that has lost its table, nobody is told. Needs root.
 */
final class DatabaseSilence {

    /** Beside that of {@link Partition}: both may be there at a time. */
    private static final String TABLE = "evently_silence";

    private DatabaseSilence() {}

    /** Everything from and to these addresses; what was dropped before no longer is. */
    static void ofClients(int databasePort, List<String> clients) {
        drop(clients.stream().map(client -> both(client, databasePort, "", "")).collect(joining()));
    }

    /** Only what belongs to these connections; what was dropped before no longer is. */
    static void ofLinks(int databasePort, List<DatabaseProcess.Link> links) {
        Map<String, List<DatabaseProcess.Link>> byClient =
                links.stream().collect(groupingBy(DatabaseProcess.Link::client));
        StringBuilder rules = new StringBuilder();
        byClient.forEach((client, some) -> {
            String ports =
                    some.stream().map(link -> Integer.toString(link.port())).collect(joining(", ", "{ ", " }"));
            rules.append(both(client, databasePort, "tcp sport " + ports, "tcp dport " + ports));
        });
        drop(rules.toString());
    }

    private static String both(String client, int databasePort, String from, String to) {
        return """
                ip saddr %s tcp dport %d %s drop
                ip daddr %s tcp sport %d %s drop
                """
                .formatted(client, databasePort, from, client, databasePort, to);
    }

    /** In one transaction: no packet slips through between the old rules and the new. */
    private static void drop(String rules) {
        nft(
                """
                add table inet %1$s
                delete table inet %1$s
                table inet %1$s {
                  chain loopback {
                    type filter hook input priority 0; policy accept;
                %2$s
                  }
                }
                """
                        .formatted(TABLE, rules));
    }

    /** Nothing is dropped any more. */
    static void end() {
        nft("add table inet %1$s\ndelete table inet %1$s\n".formatted(TABLE));
    }

    private static void nft(String commands) {
        try {
            Partition.nft(commands);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
