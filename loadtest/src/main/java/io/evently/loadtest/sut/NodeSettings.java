package io.evently.loadtest.sut;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One node.
 *
 * @param index from 0; the first is the first seed node
 * @param httpPort on 127.0.0.1
 * @param clusterHost where it talks to other nodes; an address of its own can be cut off
 * @param clusterPort on that address
 */
public record NodeSettings(int index, int httpPort, String clusterHost, int clusterPort) {

    /** Where it serves HTTP. */
    public InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort);
    }

    /** What it is called in the folder and in what is printed. */
    public String name() {
        return "node-" + index;
    }

    /** Where its connections to the database come from: packets of one node can be told from those of another; or null. */
    String databaseClient() {
        return clusterHost.equals("127.0.0.1") ? null : ClusterSettings.DATABASE_CLIENTS + (index + 2);
    }

    String seed() {
        return clusterHost + ":" + clusterPort;
    }
}
