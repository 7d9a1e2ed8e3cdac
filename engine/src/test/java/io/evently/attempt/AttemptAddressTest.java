package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptAddressTest {

    /** As PostgreSQL's {@code host} writes them. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
        "fe80:0:0:0:0:0:0:1%1, fe80::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:0:0:0:0:0:0:0, 1::",
        "::1, ::1"
    })
    void isShownInItsShortestForm(String given, String shown) throws UnknownHostException {
        AttemptAddress address = AttemptAddress.of(InetAddress.getByName(given));

        assertThat(address.text()).isEqualTo(shown);
        assertThat(AttemptAddress.of(address.bytes())).isEqualTo(address);
        assertThat(AttemptAddress.of(shown)).isEqualTo(address);
        assertThat(address).hasToString("AttemptAddress");
    }

    @Test
    void mayBeUnknown() {
        assertThat(AttemptAddress.of((InetAddress) null)).isEqualTo(AttemptAddress.UNKNOWN);
        assertThat(AttemptAddress.UNKNOWN.text()).isNull();
        assertThat(AttemptAddress.of(AttemptAddress.UNKNOWN.bytes())).isEqualTo(AttemptAddress.UNKNOWN);
    }
}
