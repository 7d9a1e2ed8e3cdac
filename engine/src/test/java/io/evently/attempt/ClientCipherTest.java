package io.evently.attempt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.TestCipher;
import io.evently.tables.AttemptRow;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCipherTest {

    private static final UUID ID = new UUID(3, 4);

    private final ClientCipher cipher = new ClientCipher(TestCipher.fresh());

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"192.0.2.7, Müllers Browser", "2001:db8::7, null", "null, a browser", "192.0.2.7, ''", "null, ''"})
    void whoItWasIsReadAgain(String address, String agent) {
        byte[] client = cipher.encrypt(ID, AttemptAddress.of(address), agent);

        assertThat(cipher.decrypt(row(ID, client))).isEqualTo(new AttemptClient(address, agent));
        assertThat(new String(client, ISO_8859_1)).doesNotContain("rowser");
    }

    @Test
    void whatIsUnknownNeedsNoCiphertext() {
        assertThat(cipher.encrypt(ID, AttemptAddress.UNKNOWN, null)).isNull();
        assertThat(cipher.decrypt(row(ID, null))).isEqualTo(AttemptClient.UNKNOWN);
    }

    @Test
    void ofAnotherAttemptOrKeyItIsUnknown() {
        byte[] client = cipher.encrypt(ID, AttemptAddress.of("192.0.2.7"), "a browser");

        assertThat(cipher.decrypt(row(new UUID(3, 5), client))).isEqualTo(AttemptClient.UNKNOWN);
        assertThat(new ClientCipher(TestCipher.fresh()).decrypt(row(ID, client)))
                .as("the key of that week is destroyed")
                .isEqualTo(AttemptClient.UNKNOWN);
    }

    @Test
    void whatTheVersionBeforeWroteIsStillShown() {
        assertThat(cipher.decrypt(new AttemptRow(ID, ID, ID, 1, null, ID, 1, "192.0.2.7", "a browser", null)))
                .isEqualTo(new AttemptClient("192.0.2.7", "a browser"));
    }

    private static AttemptRow row(UUID id, byte[] client) {
        return new AttemptRow(id, ID, ID, 1, null, ID, 1, null, null, client);
    }
}
