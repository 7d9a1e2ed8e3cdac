package io.evently.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Reports as SendGrid signs them, by a key of the test's own. */
public final class SignedReports {

    private final KeyPair pair;

    public SignedReports() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Believes this key, and has no databases: what is about a mail of ours fails. */
    public EmailDeliveries deliveries() {
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return new EmailDeliveries(null, Optional.of(SendGridSignature.of(key)), entry -> {}, (arrived, bounced) -> {});
    }

    /** Believes none. */
    public static EmailDeliveries without() {
        return new EmailDeliveries(null, Optional.empty(), entry -> {}, (arrived, bounced) -> {});
    }

    /** The two headers of a body, as lines. */
    public String headers(Instant at, String body) {
        try {
            String seconds = Long.toString(at.getEpochSecond());
            Signature sign = Signature.getInstance("SHA256withECDSA");
            sign.initSign(pair.getPrivate());
            sign.update((seconds + body).getBytes(StandardCharsets.UTF_8));
            return "Content-Type: application/json\r\nX-Twilio-Email-Event-Webhook-Signature: "
                    + Base64.getEncoder().encodeToString(sign.sign())
                    + "\r\nX-Twilio-Email-Event-Webhook-Timestamp: " + seconds + "\r\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
