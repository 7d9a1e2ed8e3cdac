package io.evently.loadtest.sut;

import java.io.IOException;
import java.util.List;

/** Cuts an address of this machine off from all other addresses of loopback, by nftables. Needs root. */
public final class Partition {

    /** A table of our own: whatever else filters here is left alone. */
    private static final String TABLE = "evently_faults";

    private Partition() {}

    /**
     * Whatever goes from or to the address is dropped, as by a cable that is pulled: nobody is told.
     *
     * @throws IOException when nft is not there or refuses
     */
    static void isolate(String address) throws IOException {
        heal();
        nft("add", "table", "inet", TABLE);
        nft("add", "chain", "inet", TABLE, "loopback", "{ type filter hook input priority 0; policy accept; }");
        for (String rule : List.of(
                "ip saddr " + address + " ip daddr != " + address, "ip daddr " + address + " ip saddr != " + address)) {
            nft("add", "rule", "inet", TABLE, "loopback", rule + " drop");
        }
    }

    /** Nothing is dropped any more. */
    static void heal() {
        try {
            nft("delete", "table", "inet", TABLE);
        } catch (IOException e) {
            // There was none.
        }
    }

    /** Why nobody can be cut off here, or null when it can be done. */
    public static String unavailable() {
        try {
            nft("add", "table", "inet", TABLE);
            nft("delete", "table", "inet", TABLE);
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Runs commands of nftables, all or none of them. */
    static void nft(String... words) throws IOException {
        String[] command = new String[words.length + 1];
        command[0] = "nft";
        System.arraycopy(words, 0, command, 1, words.length);
        Processes.tool(command);
    }
}
