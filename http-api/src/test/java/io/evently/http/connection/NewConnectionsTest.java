package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How fast one address may begin connections. */
class NewConnectionsTest {

    /** Whoever opens, breaks and closes them is counted by nothing else. */
    @Test
    void oneAddressBeginsSoManyConnectionsInASecond() throws UnknownHostException {
        var settings = ConnectionSettings.of(TestServer.config("connections.new-per-second = 3"), true);
        var now = new AtomicLong();
        var connections = new Connections(settings, proxy -> false, new SimpleMeterRegistry(), now::get);
        InetAddress address = InetAddress.getByName("203.0.113.7");
        for (int i = 0; i < 3; i++) {
            connections.admit(address).orElseThrow().closed();
        }
        assertThat(connections.admit(address)).as("the fourth").isEmpty();
        assertThat(connections.admit(InetAddress.getByName("203.0.113.8"))).isPresent();

        now.addAndGet(1_000_000_000);
        assertThat(connections.admit(address)).as("a second later").isPresent();
    }
}
