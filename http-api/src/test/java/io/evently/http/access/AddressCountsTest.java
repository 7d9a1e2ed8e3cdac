package io.evently.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Connections and streams: so many of one caller, and so many of the networks that one caller may have. */
class AddressCountsTest {

    private final AddressCounts counts = new AddressCounts(2);

    @Test
    void aCallerMayHaveSoManyAndThoseThatEndedMakeRoom() throws UnknownHostException {
        assertThat(counts.enter(address("203.0.113.7"))).isTrue();
        assertThat(counts.enter(address("203.0.113.7"))).isTrue();
        assertThat(counts.isFull(address("203.0.113.7"))).isTrue();
        assertThat(counts.enter(address("203.0.113.7"))).isFalse();
        assertThat(counts.enter(address("203.0.113.8"))).as("a neighbour").isTrue();

        counts.leave(address("203.0.113.7"));
        assertThat(counts.enter(address("203.0.113.7"))).isTrue();
    }

    @Test
    void allAddressesOfANetworkAreOneCaller() throws UnknownHostException {
        assertThat(counts.enter(address("2001:db8::1"))).isTrue();
        assertThat(counts.enter(address("2001:db8::ffff"))).isTrue();
        assertThat(counts.enter(address("2001:db8::2"))).isFalse();
    }

    /** Who is given a /56 or a /48 has 256 or 65,536 networks. */
    @Test
    void whoHasManyNetworksHasNoMoreThanAFew() throws UnknownHostException {
        assertThat(enter("2001:db8:1:00%02x::1", 256)).as("of a /56").isEqualTo(4 * 2);
        assertThat(counts.isFull(address("2001:db8:1:ff::1"))).isTrue();
        assertThat(enter("2001:db8:1:%02x00::1", 256)).as("of a /48").isEqualTo(16 * 2 - 4 * 2);
        assertThat(counts.isFull(address("2001:db8:1:ffff::1"))).isTrue();
        assertThat(counts.enter(address("2001:db8:2::1"))).as("another /48").isTrue();
    }

    @Test
    void whatEndedLeavesNothingBehind() throws UnknownHostException {
        for (int round = 0; round < 100; round++) {
            assertThat(counts.enter(address("2001:db8:9:1::1"))).isTrue();
            counts.leave(address("2001:db8:9:1::1"));
        }
        assertThat(enter("2001:db8:9:00%02x::1", 256)).isEqualTo(4 * 2);
    }

    private int enter(String networks, int count) throws UnknownHostException {
        int entered = 0;
        for (int i = 0; i < count; i++) {
            entered += counts.enter(address(networks.formatted(i))) ? 1 : 0;
        }
        return entered;
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
