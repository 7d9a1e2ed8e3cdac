package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.evently.crypto.TestCipher;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The official verifier is content, with either secret while there are two. */
class WebhookSignatureTest {

    private static final String BODY = "{\"type\":\"booking.confirmed\"}";

    private final WebhookSecrets secrets = new WebhookSecrets(TestCipher.fresh(), parts -> new byte[32]);

    @Test
    void theOfficialVerifierIsContent() throws Exception {
        WebhookSecret secret = secrets.random();

        new Webhook(secret.shown()).verify(BODY, signed(List.of(secret.key())));
    }

    @Test
    void eachOfTwoSecretsWillDo() throws Exception {
        WebhookSecret fresh = secrets.random();
        WebhookSecret before = secrets.random();
        Map<String, List<String>> headers = signed(List.of(fresh.key(), before.key()));

        new Webhook(fresh.shown()).verify(BODY, headers);
        new Webhook(before.shown()).verify(BODY, headers);
    }

    @Test
    void anotherSecretWillNot() {
        Map<String, List<String>> headers = signed(List.of(secrets.random().key()));

        assertThatThrownBy(() -> new Webhook(secrets.random().shown()).verify(BODY, headers))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void aSecretIsSealedForItsWebhook() throws Exception {
        WebhookSecret secret = secrets.random();
        UUID webhook = UUID.randomUUID();
        byte[] sealed = secrets.seal(webhook, secret);

        assertThat(secrets.open(webhook, sealed)).isEqualTo(secret.key());
        assertThatThrownBy(() -> secrets.open(UUID.randomUUID(), sealed)).hasMessageNotContaining(secret.shown());
        assertThat(secret.toString()).doesNotContain(secret.shown().substring(6));
    }

    private static Map<String, List<String>> signed(List<byte[]> keys) {
        long now = Instant.now().getEpochSecond();
        return Map.of(
                "webhook-id",
                List.of("message"),
                "webhook-timestamp",
                List.of(Long.toString(now)),
                "webhook-signature",
                List.of(WebhookSignature.of(keys, "message", now, BODY)));
    }
}
