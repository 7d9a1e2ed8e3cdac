package io.evently.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.security.RefusedClients.More;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class RefusedClientsTest {

    private final RefusedClients clients = new RefusedClients();

    @Test
    void theFirstRefusalOfAMinuteIsToldAndThenHowManyMoreThereWere() {
        assertThat(clients.isFirst(address("203.0.113.7"))).isTrue();
        assertThat(clients.isFirst(address("203.0.113.7"))).isFalse();
        assertThat(clients.isFirst(address("203.0.113.8"))).isTrue();
        assertThat(clients.isFirst(address("203.0.113.7"))).isFalse();

        assertThat(clients.endMinute()).containsExactly(new More(ClientNetwork.of(address("203.0.113.7")), 2));
        assertThat(clients.isFirst(address("203.0.113.7"))).isTrue();
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        assertThat(clients.isFirst(address("2001:db8:0:1::1"))).isTrue();
        assertThat(clients.isFirst(address("2001:db8:0:1:ffff::2"))).isFalse();
        assertThat(clients.isFirst(address("2001:db8:0:2::1"))).isTrue();
    }

    @Test
    void ofThousandsThoseWhoAskMostHaveALineOfTheirOwn() {
        for (int client = 0; client < 10_050; client++) {
            InetAddress address = address("10.1." + client / 256 + "." + client % 256);
            clients.isFirst(address);
            clients.isFirst(address);
        }
        InetAddress busiest = address("10.1.0.9");
        clients.isFirst(busiest);

        assertThat(clients.endMinute())
                .hasSize(101)
                .startsWith(new More(ClientNetwork.of(busiest), 2))
                .endsWith(new More(null, 9_900 + 2 * 50));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
