package io.evently.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import io.evently.event.Micros;
import io.evently.user.Role;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    /** In the year 2030. */
    private static final String FAR = "1900000000";

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

    /** Only who knows the secret can say such things, and may still be mistaken: then it is no token, and no error. */
    static Stream<Arguments> absurd() {
        List<String> times = List.of(
                "null",
                "\"1900000000\"",
                "[]",
                "{}",
                "true",
                "-1",
                "9223372036854775807",
                "-9223372036854775808",
                "1e18",
                "1e400",
                "-1e400",
                "9999999999999999",
                "1" + "0".repeat(500),
                "NaN");
        List<Arguments> tokens = new ArrayList<>();
        for (String claim : List.of("exp", "nbf", "iat")) {
            for (String value : times) {
                tokens.add(arguments(claim + " " + value, raw(HEADER, claims(claim, value))));
            }
        }
        for (String claim : List.of("sub", "role", "iss", "aud", "epoch")) {
            for (String value : List.of("null", "1.5", "[]", "{}", "true", "\"\"", "[1]", "-1")) {
                tokens.add(arguments(claim + " " + value, raw(HEADER, claims(claim, value))));
            }
        }
        for (String header : List.of(
                "null",
                "[]",
                "\"\"",
                "{}",
                "1",
                "",
                " ",
                "{",
                "{\"alg\":null}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS256\",\"typ\":1}",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"HS256\"}{}",
                "[".repeat(900))) {
            tokens.add(arguments("header " + header, raw(header, claims("iat", "1"))));
        }
        for (String payload :
                List.of("null", "[]", "\"\"", "1", "", "{", claims("iat", "1") + "x", "{\"a\":".repeat(200))) {
            tokens.add(arguments("payload " + payload, raw(HEADER, payload)));
        }
        tokens.add(arguments("a claim twice", raw(HEADER, claims("exp", FAR + ",\"exp\":1"))));
        tokens.add(arguments(
                "bytes that are no UTF-8", signed(base64(HEADER) + "." + encoded(new byte[] {'{', (byte) 0xff, '}'}))));
        tokens.add(arguments("no base64", signed("!!!." + base64("{}"))));
        tokens.add(arguments("padded", good().sign(OURS) + "="));
        return tokens.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("absurd")
    void whatIsAbsurdIsNoTokenThoughItIsSigned(String what, String token) {
        assertThat(tokens.verify(token)).isEmpty();
    }

    /** What is not signed is not even read: the same without a signature, with another's, and with what fits no base64. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("absurd")
    void whatIsAbsurdAndNotSignedIsNoToken(String what, String token) {
        String said = token.substring(0, Math.max(0, token.lastIndexOf('.')));
        for (String signature : List.of("", "AA", "A".repeat(43), "!".repeat(43), "é".repeat(43))) {
            assertThat(tokens.verify(said + "." + signature)).isEmpty();
        }
    }

    static Stream<Arguments> unusual() {
        return Stream.of(
                arguments("issued in 3 s", raw(HEADER, claims("iat", seconds(3)))),
                arguments("issued in 30 s", raw(HEADER, claims("iat", seconds(30)))),
                arguments("issued next year", raw(HEADER, claims("iat", seconds(31_000_000)))),
                arguments("issued in the year 1970", raw(HEADER, claims("iat", "0"))),
                arguments("from another clock", raw(HEADER, claims("nbf", seconds(59)))),
                arguments("fractions of seconds", raw(HEADER, claims("exp", seconds(60) + ".25"))),
                arguments("another way to write it", raw(HEADER, claims("exp", "1.9e9"))),
                arguments("the last second there is", raw(HEADER, claims("exp", "253402300799"))),
                arguments("for several", raw(HEADER, claims("aud", "[\"others\",\"evently-api\"]"))),
                arguments("claims of others", raw(HEADER, claims("scope", "{\"a\":[1e300,null]}"))),
                arguments("without typ", raw("{\"alg\":\"HS256\"}", claims("iat", "1"))),
                arguments("with kid", raw("{\"kid\":7,\"typ\":\"at+jwt\",\"alg\":\"HS256\"}", claims("iat", "1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void whatIsUnusualHolds(String what, String token) {
        assertThat(tokens.verify(token)).contains(new Principal(USER, Role.USER));
    }

    /** Log in on a node whose clock is ahead, book on the next. */
    @Test
    void aTokenOfANodeWhoseClockIsAheadHoldsAtOnce() {
        MovableClock ahead = new MovableClock();
        ahead.now = NOW.plusSeconds(2);
        String token = new Tokens(SECRET, ahead).issue(new Principal(USER, Role.USER), 7, Duration.ofHours(1));

        assertThat(tokens.verify(token)).isPresent();
    }

    @Test
    void theNewestSecretSignsAndAllVerify() {
        String older = "an older secret of 32 bytes or more";
        Tokens before = new Tokens(older, clock);
        Tokens after = new Tokens(List.of(SECRET, older), clock, AccountStatuses.UNKNOWN);
        var principal = new Principal(USER, Role.USER);

        assertThat(after.verify(before.issue(principal, Duration.ofHours(1)))).contains(principal);
        String fresh = after.issue(principal, Duration.ofHours(1));
        assertThat(tokens.verify(fresh)).as("the newest signs").contains(principal);
        assertThat(before.verify(fresh)).isEmpty();
        assertThat(after.verify(good().sign(Algorithm.HMAC256("another secret of 32 bytes or more"))))
                .isEmpty();
        assertThatThrownBy(() -> new Tokens(List.of(SECRET, "short"), clock, AccountStatuses.UNKNOWN))
                .hasMessageContaining("at least 32 bytes");
        assertThatThrownBy(() -> new Tokens(List.of(), clock, AccountStatuses.UNKNOWN))
                .hasMessageContaining("secret");
    }

    @Test
    void twoLogInsOfOneSecondAreTwoSessions() {
        var principal = new Principal(USER, Role.USER);

        Session one = session(tokens.issue(principal, 5, Duration.ofHours(1)));
        Session other = session(tokens.issue(principal, 5, Duration.ofHours(1)));

        assertThat(one.tokenId()).isNotEqualTo(other.tokenId());
        assertThat(one.epoch()).isEqualTo(5);
        assertThat(one.issuedAt()).isEqualTo(Micros.of(NOW));
        assertThat(one.expiresAt()).isEqualTo(Micros.of(NOW.plusSeconds(3_600)));
        assertThat(session(good().sign(OURS)).epoch()).isEqualTo(Session.UNSAID);
        assertThat(session(good().sign(OURS)).issuedAt()).isEqualTo(Session.UNSAID);
    }

    @Test
    void aSessionThatHasEndedIsNoneThoughItsTokenIsRemembered() {
        Set<UUID> ended = new HashSet<>();
        Tokens some = new Tokens(List.of(SECRET), clock, new AccountStatuses() {
            @Override
            public boolean hasEnded(Session session) {
                return ended.contains(session.tokenId());
            }

            @Override
            public CompletableFuture<Optional<Principal>> confirmed(Principal admin) {
                return CompletableFuture.completedFuture(Optional.of(admin));
            }
        });
        String token = some.issue(new Principal(USER, Role.USER), Duration.ofHours(1));
        assertThat(some.verify(token)).isPresent();

        ended.add(some.session(Optional.of("bearer " + token)).orElseThrow().tokenId());

        assertThat(some.verify(token)).isEmpty();
        assertThat(some.session(Optional.of("Bearer " + token))).isEmpty();
        assertThat(some.session(Optional.of(token))).isEmpty();
        assertThat(some.session(Optional.empty())).isEmpty();
    }

    private Session session(String token) {
        return tokens.session(Optional.of("Bearer " + token)).orElseThrow();
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

    /** A good token's claims, but for one. */
    private static String claims(String name, String value) {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", "\"evently\"");
        claims.put("aud", "\"evently-api\"");
        claims.put("sub", "\"" + USER + "\"");
        claims.put("role", "\"user\"");
        claims.put("exp", FAR);
        claims.put(name, value);
        return claims.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String seconds(long fromNow) {
        return Long.toString(NOW.getEpochSecond() + fromNow);
    }

    private static String raw(String header, String payload) {
        return signed(base64(header) + "." + base64(payload));
    }

    private static String signed(String said) {
        int dot = said.indexOf('.');
        byte[] signature = OURS.sign(
                said.substring(0, dot).getBytes(StandardCharsets.UTF_8),
                said.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
        return said + "." + encoded(signature);
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
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
