package io.evently.loadtest.rival.http;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.UUID;

/** Checks tokens as Evently does: HS256, issuer, audience, expiry; what was verified once is remembered until it expires. */
final class TokenCheck {

    private static final String SCHEME = "Bearer ";

    /** As many as Evently remembers: all customers of a bench. */
    private static final int MOST_REMEMBERED = 100_000;

    private final JWTVerifier verifier;
    private final Cache<String, Verified> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    private record Verified(UUID user, long expiresAtMillis) {}

    TokenCheck(String secret) {
        verifier = JWT.require(Algorithm.HMAC256(secret))
                .withIssuer("evently")
                .withAudience("evently-api")
                .build();
    }

    /**
     * Who asks.
     *
     * @param authorization the header, or null without one
     * @return empty if the token is forged, expired, somebody else's or none
     */
    Optional<UUID> user(String authorization) {
        if (authorization == null || !authorization.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String token = authorization.substring(SCHEME.length());
        Verified known = remembered.getIfPresent(token);
        if (known == null) {
            known = verified(token);
            if (known == null) {
                return Optional.empty();
            }
            remembered.put(token, known);
        }
        return System.currentTimeMillis() < known.expiresAtMillis ? Optional.of(known.user) : Optional.empty();
    }

    private Verified verified(String token) {
        try {
            DecodedJWT decoded = verifier.verify(token);
            return new Verified(
                    UUID.fromString(decoded.getSubject()),
                    decoded.getExpiresAtAsInstant().toEpochMilli());
        } catch (JWTVerificationException | IllegalArgumentException | NullPointerException none) {
            return null;
        }
    }
}
