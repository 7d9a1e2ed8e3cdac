package io.evently.http.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evently.event.Labelled;
import io.evently.event.Micros;
import io.evently.http.format.Ids;
import io.evently.user.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * What a token says whose signature is good. Each method throws some {@link RuntimeException} if that is not what a token
 * of ours says, or cannot be: its maker has our secret, and may still be mistaken.
 */
record TokenClaims(Principal principal, long epoch, long issuedAt, long expiresAt) {

    /** Which epoch of the user's sessions it is from: {@code docs/adr/tokens-end-by-epochs.md}. */
    static final String EPOCH = "epoch";

    /** How far the clock of another issuer may be ahead, microseconds. */
    private static final long OTHER_CLOCK = 60_000_000;

    /** Seconds: the end of the year 9999. What is beyond is no time but a mistake in units. */
    private static final BigDecimal END_OF_TIME = BigDecimal.valueOf(253_402_300_800L);

    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    /** A number of a thousand digits is a mistake, too, and dear to reckon with. */
    private static final int LONGEST_NUMBER = 30;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Names come from outside: interning them would fill the JVM's table of strings.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    static TokenClaims read(String header, String payload, Instant now) {
        headerMustBeOurs(object(header));
        JsonNode claims = object(payload);
        if (!text(claims, "iss").equals(Tokens.ISSUER) || !isForUs(claims.get("aud"))) {
            throw new OfAnotherIssuer();
        }
        long micros = Micros.of(now);
        // The issuer's clock may be ahead; how long the token holds is for this one to say.
        mustBe(!claims.has("nbf") || time(claims, "nbf") < micros + OTHER_CLOCK);
        return new TokenClaims(
                new Principal(
                        Ids.parse(text(claims, "sub")).orElseThrow(), Labelled.of(Role.class, text(claims, "role"))),
                claims.has(EPOCH) ? epoch(claims.get(EPOCH)) : Session.UNSAID,
                claims.has("iat") ? time(claims, "iat") : Session.UNSAID,
                time(claims, "exp"));
    }

    Session in(UUID tokenId) {
        return new Session(principal, tokenId, epoch, issuedAt, expiresAt);
    }

    /** RFC 7515, section 4.1.11: who does not know what {@code crit} names must refuse; we know none. */
    private static void headerMustBeOurs(JsonNode header) {
        mustBe(text(header, "alg").equals("HS256"));
        mustBe(!header.has("typ") || header.get("typ").isTextual());
        mustBe(!header.has("crit"));
    }

    private static boolean isForUs(JsonNode audience) {
        if (audience.isTextual()) {
            return audience.textValue().equals(Tokens.AUDIENCE);
        }
        mustBe(audience.isArray());
        boolean forUs = false;
        for (JsonNode one : audience) {
            mustBe(one.isTextual());
            forUs |= one.textValue().equals(Tokens.AUDIENCE);
        }
        return forUs;
    }

    private static long epoch(JsonNode value) {
        mustBe(value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0);
        return value.longValue();
    }

    /** RFC 7519, section 2: seconds since 1970, perhaps with a fraction; as microseconds. */
    private static long time(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        mustBe(value != null && value.isNumber());
        BigDecimal seconds = value.decimalValue();
        mustBe(seconds.signum() >= 0 && seconds.compareTo(END_OF_TIME) < 0);
        return seconds.multiply(MICROS).longValue();
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        mustBe(value != null && value.isTextual());
        return value.textValue();
    }

    private static JsonNode object(String base64) {
        try {
            JsonNode value = JSON.readTree(Base64.getUrlDecoder().decode(base64));
            mustBe(value.isObject());
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is signed as ours are, and made by somebody else, or for somebody else. */
    static final class OfAnotherIssuer extends RuntimeException {
        OfAnotherIssuer() {
            super("of another issuer", null, false, false);
        }
    }

    private static void mustBe(boolean so) {
        if (!so) {
            throw new IllegalArgumentException("not a token of ours");
        }
    }
}
