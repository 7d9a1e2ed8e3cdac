package io.evently.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {

    private static final String SECRET = "a secret of 32 bytes, or a few more";
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final UUID USER = UUID.fromString("0193b6a0-0000-7000-8000-000000000001");
    private static final Algorithm OURS = Algorithm.HMAC256(SECRET);

    private final MovableClock clock = new MovableClock();
    private final Tokens tokens = new Tokens(SECRET, clock);

    @Test
    void anIssuedTokenSaysWhoItsBearerIs() {
        var admin = new Principal(USER, Role.ADMIN);
        String token = tokens.issue(admin, Duration.ofHours(1));
        assertThat(tokens.verify(token)).contains(admin);
        assertThat(tokens.verify(token)).as("remembered").contains(admin);
    }

    @Test
    void aTokenEndsWhenItSaysEvenIfItIsRemembered() {
        String token = tokens.issue(new Principal(USER, Role.USER), Duration.ofSeconds(60));
        clock.now = NOW.plusSeconds(59);
        assertThat(tokens.verify(token)).isPresent();
        clock.now = NOW.plusSeconds(60);
        assertThat(tokens.verify(token)).isEmpty();
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void tokensOfOthersWithTheSameSecretHold() {
        String token = good().sign(Algorithm.HMAC256(SECRET.getBytes(StandardCharsets.UTF_8)));
        assertThat(tokens.verify(token)).contains(new Principal(USER, Role.USER));
    }

    static Stream<Arguments> refused() throws NoSuchAlgorithmException {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var rsa = Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
        String valid = good().sign(OURS);
        String[] parts = valid.split("\\.");
        String header = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        return Stream.of(
                arguments("nothing", ""),
                arguments("no token", "nonsense"),
                arguments("two parts", parts[0] + "." + parts[1]),
                arguments("no signature", parts[0] + "." + parts[1] + "."),
                arguments(
                        "another's signature",
                        parts[0] + "." + parts[1] + "."
                                + good().withSubject(UUID.randomUUID().toString())
                                        .sign(OURS)
                                        .split("\\.")[2]),
                arguments("changed claims", parts[0] + "." + base64("{\"role\":\"admin\"}") + "." + parts[2]),
                arguments("another secret", good().sign(Algorithm.HMAC256("another secret of 32 bytes or more"))),
                arguments("none", header + "." + parts[1] + "."),
                arguments("none with our signature", header + "." + parts[1] + "." + parts[2]),
                arguments("none by the library", good().sign(Algorithm.none())),
                arguments("HS384", good().sign(Algorithm.HMAC384(SECRET))),
                arguments("HS512", good().sign(Algorithm.HMAC512(SECRET))),
                arguments("RS256", good().sign(rsa)),
                arguments("RS256 in name", base64("{\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2]),
                arguments("expired", good().withExpiresAt(NOW.minusSeconds(1)).sign(OURS)),
                arguments("expiring now", good().withExpiresAt(NOW).sign(OURS)),
                arguments(
                        "no expiry",
                        claims().withIssuer("evently")
                                .withAudience("evently-api")
                                .withSubject(USER.toString())
                                .withClaim("role", "user")
                                .sign(OURS)),
                arguments("not yet", good().withNotBefore(NOW.plusSeconds(60)).sign(OURS)),
                arguments("another issuer", good().withIssuer("eventful").sign(OURS)),
                arguments("another audience", good().withAudience("evently-web").sign(OURS)),
                arguments(
                        "no subject",
                        claims().withIssuer("evently")
                                .withAudience("evently-api")
                                .withExpiresAt(NOW.plusSeconds(60))
                                .withClaim("role", "user")
                                .sign(OURS)),
                arguments("subject no UUID", good().withSubject("admin").sign(OURS)),
                arguments("subject half a UUID", good().withSubject("1-1-1-1-1").sign(OURS)),
                arguments("unknown role", good().withClaim("role", "root").sign(OURS)),
                arguments("role in capitals", good().withClaim("role", "ADMIN").sign(OURS)),
                arguments("role no text", good().withClaim("role", 1).sign(OURS)),
                arguments(
                        "no role",
                        claims().withIssuer("evently")
                                .withAudience("evently-api")
                                .withExpiresAt(NOW.plusSeconds(60))
                                .withSubject(USER.toString())
                                .sign(OURS)),
                arguments("endless", valid + "a".repeat(100_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aTokenThatDoesNotHoldSaysNothing(String what, String token) {
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new Tokens("s".repeat(31), clock)).hasMessageContaining("at least 32 bytes");
        assertThat(new Tokens("é".repeat(16), clock)).isNotNull();
    }

    private static JWTCreator.Builder claims() {
        return JWT.create();
    }

    private static JWTCreator.Builder good() {
        return claims().withIssuer("evently")
                .withAudience("evently-api")
                .withSubject(USER.toString())
                .withClaim("role", "user")
                .withExpiresAt(NOW.plusSeconds(60));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class MovableClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
