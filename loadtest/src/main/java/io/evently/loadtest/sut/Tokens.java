package io.evently.loadtest.sut;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Mints the tokens of load clients with the server's own secret, so that thousands of users need no registration. */
public final class Tokens {

    /** Longer than any run, shorter than anything a leaked test token could be good for. */
    private static final Duration LIFETIME = Duration.ofHours(2);

    private final Algorithm algorithm;

    /** Tokens for a server with that {@code EVENTLY_JWT_SECRET}. */
    public Tokens(String secret) {
        algorithm = Algorithm.HMAC256(secret);
    }

    /** A token of that user in the role {@code user}. */
    public String user(UUID id) {
        return token(id, "user");
    }

    /** A token of that user in the role {@code admin}. */
    public String admin(UUID id) {
        return token(id, "admin");
    }

    private String token(UUID id, String role) {
        return JWT.create()
                .withSubject(id.toString())
                .withClaim("role", role)
                .withIssuer("evently")
                .withAudience("evently-api")
                .withExpiresAt(Instant.now().plus(LIFETIME))
                .sign(algorithm);
    }
}
