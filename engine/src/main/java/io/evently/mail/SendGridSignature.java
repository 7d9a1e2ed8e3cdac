package io.evently.mail;

import io.evently.database.StartupRefused;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** How SendGrid proves that a report is its own: ECDSA (P-256, SHA-256) over the time and the body. Thread-safe. */
public final class SendGridSignature {

    /** A report that somebody kept is refused after so long, whoever signed it. */
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private static final int P256_BITS = 256;

    private final PublicKey key;

    private SendGridSignature(PublicKey key) {
        this.key = key;
    }

    /**
     * By the key that SendGrid shows in its settings: base64 of a SubjectPublicKeyInfo.
     *
     * @throws StartupRefused if it is none
     */
    static SendGridSignature of(String key) {
        try {
            PublicKey parsed = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.strip())));
            if (parsed instanceof ECPublicKey curve
                    && curve.getParams().getOrder().bitLength() == P256_BITS) {
                return new SendGridSignature(parsed);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw none(e);
        }
        throw none(null);
    }

    private static StartupRefused none(Exception cause) {
        return new StartupRefused(
                "EVENTLY_SENDGRID_WEBHOOK_KEY is not the verification key that SendGrid shows for its signed event"
                        + " webhook.",
                cause);
    }

    /**
     * Whether SendGrid signed this body, and did so of late.
     *
     * @param signature base64, as the header has it
     * @param timestamp seconds since 1970, as the header has it
     */
    public boolean isOf(String signature, String timestamp, byte[] body, Instant now) {
        if (!timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        if (age.abs().compareTo(OLDEST) > 0) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(timestamp.getBytes(StandardCharsets.US_ASCII));
            check.update(body);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException notASignature) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM knows ECDSA", impossible);
        }
    }
}
