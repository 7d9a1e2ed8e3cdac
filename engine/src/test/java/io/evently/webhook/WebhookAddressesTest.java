package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.webhook.WebhookAddresses.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A name is what it stands for. */
class WebhookAddressesTest {

    private static final Map<String, String[]> NAMES = Map.of(
            "tickets.example", new String[] {"8.8.8.8", "2606:4700::1111"},
            "inside.example", new String[] {"10.0.0.1"},
            "both.example", new String[] {"8.8.8.8", "127.0.0.1"},
            "metadata.example", new String[] {"169.254.169.254"});

    @Test
    void aPublicNameIsTold() {
        assertThat(addresses(false).find("tickets.example", true).join().getHostAddress())
                .isEqualTo("8.8.8.8");
    }

    @Test
    void aNameThatLeadsInsideIsRefused() {
        refused(false, "inside.example", true, Reason.PRIVATE);
        refused(false, "both.example", true, Reason.PRIVATE);
        refused(false, "metadata.example", true, Reason.RESERVED);
    }

    @Test
    void insideIsToldWhereThatIsAllowedButForMetadata() {
        assertThat(addresses(true).find("inside.example", false).join().getHostAddress())
                .isEqualTo("10.0.0.1");
        refused(true, "metadata.example", true, Reason.RESERVED);
    }

    @Test
    void withoutTlsNothingLeavesTheHouse() {
        refused(true, "tickets.example", false, Reason.WITHOUT_TLS);
    }

    @Test
    void aNameThatIsNotKnownIsNotTold() {
        assertThatThrownBy(() -> addresses(false).find("nobody.example", true).join())
                .hasRootCauseInstanceOf(UnknownHostException.class);
    }

    private static void refused(boolean privateAllowed, String name, boolean tls, Reason why) {
        assertThatThrownBy(() -> addresses(privateAllowed).find(name, tls).join())
                .cause()
                .isInstanceOfSatisfying(WebhookAddresses.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(why));
    }

    private static WebhookAddresses addresses(boolean privateAllowed) {
        return new WebhookAddresses(privateAllowed, name -> {
            String[] known = NAMES.get(name);
            if (known == null) {
                throw new UnknownHostException(name);
            }
            InetAddress[] all = new InetAddress[known.length];
            for (int i = 0; i < known.length; i++) {
                all[i] = InetAddress.getByName(known[i]);
            }
            return all;
        });
    }
}
