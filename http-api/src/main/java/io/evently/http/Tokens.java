package io.evently.http;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Issues and verifies access tokens: JWT, HS256 and nothing else, with {@code iss}, {@code aud}, {@code sub} (a UUID),
 * {@code role} and {@code exp}.
 */
public final class Tokens {

    public static final String ISSUER = "evently";
    public static final String AUDIENCE = "evently-api";

    /** As long as the hash: a shorter key is easier to guess than the signature (RFC 7518, section 3.2). */
    public static final int LEAST_SECRET_BYTES = 32;

    /** A token takes about 1 KB with its entry, so a full cache takes about 100 MB. */
    private static final int MOST_REMEMBERED = 100_000;

    /** A token of ours has about 300 characters; what is much longer is not worth hashing. */
    private static final int LONGEST = 2_048;

    private final Algorithm algorithm;
    private final JWTVerifier verifier;
    private final Clock clock;

    /** Tidied up by whoever asks: a hand-off to another thread would cost more than the tidying. */
    private final Cache<String, Verified> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    /**
     * Tokens under a secret.
     *
     * @param secret its UTF-8 bytes are the key, at least 32 of them
     * @throws IllegalArgumentException if it is too short
     */
    public Tokens(String secret, Clock clock) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret of the tokens must have at least " + LEAST_SECRET_BYTES + " bytes, not " + key.length);
        }
        this.clock = clock;
        this.algorithm = Algorithm.HMAC256(key);
        this.verifier = ((JWTVerifier.BaseVerification) JWT.require(algorithm)
                        .withIssuer(ISSUER)
                        .withAudience(AUDIENCE)
                        .withClaimPresence("exp"))
                .build(clock);
    }

    /** A token for a user, good from now for so long. */
    public String issue(Principal principal, Duration lifetime) {
        Instant now = clock.instant();
        return JWT.create()
                .withIssuer(ISSUER)
                .withAudience(AUDIENCE)
                .withSubject(principal.userId().toString())
                .withClaim("role", principal.role().claim())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(lifetime))
                .sign(algorithm);
    }

    /**
     * Whoever the token speaks for; empty if it is forged, expired, for somebody else, or no token at all.
     *
     * <p>A verified token is remembered until it expires: checking the signature again costs more than all the rest
     * of the frame.
     */
    public Optional<Principal> verify(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        Verified known = remembered.getIfPresent(token);
        if (known == null) {
            known = check(token).orElse(null);
            if (known == null) {
                return Optional.empty();
            }
            remembered.put(token, known);
        }
        if (clock.millis() >= known.expiresAtMillis) {
            remembered.invalidate(token);
            return Optional.empty();
        }
        return known.principal;
    }

    private Optional<Verified> check(String token) {
        try {
            DecodedJWT jwt = verifier.verify(token);
            String subject = jwt.getSubject();
            String claim = jwt.getClaim("role").asString();
            if (subject == null || claim == null) {
                return Optional.empty();
            }
            return Ids.parse(subject)
                    .flatMap(userId -> Role.of(claim).map(role -> new Principal(userId, role)))
                    .map(principal -> new Verified(
                            Optional.of(principal), jwt.getExpiresAtAsInstant().toEpochMilli()));
        } catch (JWTVerificationException | IllegalArgumentException e) {
            // Why a token is refused helps only whoever forges one.
            return Optional.empty();
        }
    }

    private record Verified(Optional<Principal> principal, long expiresAtMillis) {}
}
