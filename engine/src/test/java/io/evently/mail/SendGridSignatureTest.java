package io.evently.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.tables.message.DeliveryLogTable.Report;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Only what SendGrid signed of late is believed, and only what is about mails of ours is noted. */
class SendGridSignatureTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final byte[] BODY = "[{\"event\":\"delivered\"}]\r\n".getBytes(UTF_8);

    private final KeyPair pair = pair();
    private final SendGridSignature signature = SendGridSignature.of(
            Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));

    @Test
    void itsOwnIsBelieved() throws Exception {
        assertThat(signature.isOf(sign(pair, "1800000000", BODY), "1800000000", BODY, NOW))
                .isTrue();
    }

    @Test
    void anythingElseIsNot() throws Exception {
        String right = sign(pair, "1800000000", BODY);
        assertThat(signature.isOf(right, "1800000001", BODY, NOW)).isFalse();
        assertThat(signature.isOf(right, "1800000000", "[]".getBytes(UTF_8), NOW))
                .isFalse();
        assertThat(signature.isOf(sign(pair(), "1800000000", BODY), "1800000000", BODY, NOW))
                .isFalse();
        assertThat(signature.isOf("", "1800000000", BODY, NOW)).isFalse();
        assertThat(signature.isOf("no base64", "1800000000", BODY, NOW)).isFalse();
        assertThat(signature.isOf(right, "", BODY, NOW)).isFalse();
        assertThat(signature.isOf(right, "-1", BODY, NOW)).isFalse();
    }

    @Test
    void whatIsOldIsNotWhoeverSignedIt() throws Exception {
        String right = sign(pair, "1800000000", BODY);
        assertThat(signature.isOf(right, "1800000000", BODY, NOW.plusSeconds(600)))
                .isTrue();
        assertThat(signature.isOf(right, "1800000000", BODY, NOW.plusSeconds(601)))
                .isFalse();
        assertThat(signature.isOf(right, "1800000000", BODY, NOW.minusSeconds(601)))
                .isFalse();
    }

    @Test
    void reportsAreThoseOfOurMails() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        UUID three = UUID.randomUUID();
        SendGridReports reports = SendGridReports.of(
                        """
                        [{"event":"processed","evently_delivery":"%1$s","evently_database":"2"},
                         {"event":"delivered","timestamp":1800000000,"evently_delivery":"%1$s","evently_database":"2"},
                         {"event":"bounce","type":"bounce","status":"5.1.1","email":"ada@example.com","timestamp":1800000001,
                          "reason":"550 ada@example.com: no such user","evently_delivery":"%2$s","evently_database":"0"},
                         {"event":"bounce","type":"blocked","timestamp":1800000001,"evently_delivery":"%3$s",
                          "evently_database":"0"},
                         {"event":"bounce","evently_delivery":"no id","evently_database":"0"},
                         {"event":"bounce","evently_delivery":"%1$s","evently_database":"4"},
                         {"event":"delivered"}, 7, null]
                        """
                                .formatted(one, two, three)
                                .getBytes(UTF_8))
                .orElseThrow();

        assertThat(reports.delivered())
                .isEqualTo(Map.of(2, Map.of(one, new Report(one, 1_800_000_000_000_000L, null, false))));
        assertThat(reports.bounced().keySet()).containsExactly(0);
        assertThat(reports.bounced().get(0).get(two))
                .isEqualTo(new Report(
                        two, 1_800_000_001_000_000L, "SENDGRID BOUNCED 5.1.1 550 <recipient>: no such user", true));
        assertThat(reports.bounced().get(0).get(three).isAddressBad()).isFalse();
    }

    @Test
    void whatIsNoArrayIsNone() {
        for (String body : List.of("", "{}", "[", "7", "nonsense")) {
            assertThat(SendGridReports.of(body.getBytes(UTF_8))).as(body).isEmpty();
        }
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String sign(KeyPair pair, String timestamp, byte[] body) throws Exception {
        Signature sign = Signature.getInstance("SHA256withECDSA");
        sign.initSign(pair.getPrivate());
        sign.update(timestamp.getBytes(UTF_8));
        sign.update(body);
        return Base64.getEncoder().encodeToString(sign.sign());
    }
}
