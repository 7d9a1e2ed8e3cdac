package io.evently;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for nodes that must be told beforehand where they will listen. */
final class FreePort {

    /** Below what Linux gives to outgoing connections (32,768 and up), one of which would take it before the node does. */
    private static final int FIRST = 10_000;

    private static final int LAST = 20_000;

    private FreePort() {}

    /** One on which nobody listens now. */
    static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one is not.
            }
        }
    }
}
