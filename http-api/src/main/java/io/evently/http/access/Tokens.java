package io.evently.http.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.event.Micros;
import io.evently.http.answer.Note;
import io.evently.security.SecurityOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Issues and verifies access tokens: JWT, HS256 and nothing else, with {@code iss}, {@code aud}, {@code sub} (a UUID),
 * {@code role} and {@code exp}.
 *
 * <p>The signature is checked over the bytes as they came, before anything in them is read: what a stranger made up
 * reaches no parser. What is absurd in spite of a good signature makes the token none, and never an error.
 */
public final class Tokens {

    public static final String ISSUER = "evently";
    public static final String AUDIENCE = "evently-api";

    /** As long as the hash: a shorter key is easier to guess than the signature (RFC 7518, section 3.2). */
    public static final int LEAST_SECRET_BYTES = 32;

    /** A token takes about 1 KB with its entry, so a full cache takes about 100 MB. */
    private static final int MOST_REMEMBERED = 100_000;

    /** A token of ours has about 400 characters; what is much longer is not worth hashing. */
    private static final int LONGEST = 2_048;

    /** 32 bytes in base64, without padding. */
    private static final int SIGNATURE_LENGTH = 43;

    private static final String SCHEME = "Bearer ";

    private final List<Algorithm> algorithms;
    private final Clock clock;
    private final AccountStatuses standings;

    /** Tidied up by whoever asks: a hand-off to another thread would cost more than the tidying. */
    private final Cache<String, Verified> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    /** Tokens under one secret, taken at their word. */
    public Tokens(String secret, Clock clock) {
        this(List.of(secret), clock, AccountStatuses.UNKNOWN);
    }

    /**
     * Tokens under some secrets.
     *
     * @param secrets the newest first: it signs, and all verify. The UTF-8 bytes of each are a key, at least 32 of them
     * @throws IllegalArgumentException if there is none, or one is too short
     */
    public Tokens(List<String> secrets, Clock clock, AccountStatuses standings) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("tokens need a secret");
        }
        this.algorithms = secrets.stream().map(Tokens::algorithm).toList();
        this.clock = clock;
        this.standings = standings;
    }

    private static Algorithm algorithm(String secret) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret of the tokens must have at least " + LEAST_SECRET_BYTES + " bytes, not " + key.length);
        }
        return Algorithm.HMAC256(key);
    }

    /** A token for a user, good from now for so long, as another issuer would make it. */
    public String issue(Principal principal, Duration lifetime) {
        return issue(principal, Session.UNSAID, lifetime);
    }

    /** A token for a user who logged in, good from now for so long and while this is the epoch of their sessions. */
    public String issue(Principal principal, long epoch, Duration lifetime) {
        Instant now = clock.instant();
        JWTCreator.Builder token = JWT.create()
                .withIssuer(ISSUER)
                .withAudience(AUDIENCE)
                .withSubject(principal.userId().toString())
                .withClaim("role", principal.role().label())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(lifetime))
                // So that two log-ins within a second are two sessions.
                .withJWTId(UUID.randomUUID().toString());
        if (epoch != Session.UNSAID) {
            token.withClaim(TokenClaims.EPOCH, epoch);
        }
        return token.sign(algorithms.get(0));
    }

    /** Whoever the token speaks for; empty if it is forged, expired, ended, for somebody else, or no token at all. */
    public Optional<Principal> verify(String token) {
        Verified verified = verified(token);
        return verified == null ? Optional.empty() : verified.principal;
    }

    /** The session that a header {@code Authorization} is from; empty as {@link #verify}. */
    public Optional<Session> session(Optional<String> authorization) {
        return bearer(authorization).map(this::verified).map(Verified::session);
    }

    /** The token in a header {@code Authorization}. The scheme's name is case-insensitive (RFC 9110, section 11.1). */
    public static Optional<String> bearer(Optional<String> authorization) {
        return authorization
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip());
    }

    /** Why a token was refused, and whose it was if that is sure; for the security log: whoever forges one is not told. */
    public Note refusal(Optional<String> authorization) {
        Optional<Parts> parts =
                bearer(authorization).filter(token -> token.length() <= LONGEST).flatMap(Parts::of);
        if (parts.isEmpty()) {
            return Note.of(SecurityOutcome.MALFORMED);
        }
        if (!isSigned(parts.get())) {
            return Note.of(SecurityOutcome.FORGED);
        }
        try {
            Session session = read(parts.get());
            boolean isOver = Micros.of(clock.instant()) >= session.expiresAt();
            return Note.of(isOver ? SecurityOutcome.EXPIRED : SecurityOutcome.ENDED)
                    .withSubject(session.principal().userId());
        } catch (TokenClaims.OfAnotherIssuer other) {
            return Note.of(SecurityOutcome.WRONG_ISSUER);
        } catch (RuntimeException absurd) {
            return Note.of(SecurityOutcome.MALFORMED);
        }
    }

    /** What an admin's token is worth; see {@link AccountStatuses#confirmed}. */
    public CompletableFuture<Optional<Principal>> confirmed(Principal admin) {
        return standings.confirmed(admin);
    }

    /**
     * A verified token is remembered until it expires: checking the signature again costs more than all the rest of the
     * frame.
     */
    private Verified verified(String token) {
        if (token.length() > LONGEST) {
            return null;
        }
        Verified known = remembered.getIfPresent(token);
        if (known == null) {
            known = check(token);
            if (known == null) {
                return null;
            }
            remembered.put(token, known);
        }
        if (clock.millis() >= known.expiresAtMillis) {
            remembered.invalidate(token);
            return null;
        }
        return standings.hasEnded(known.session) ? null : known;
    }

    private Verified check(String token) {
        Optional<Parts> parts = Parts.of(token);
        if (parts.isEmpty() || !isSigned(parts.get())) {
            return null;
        }
        try {
            Session session = read(parts.get());
            return new Verified(
                    Optional.of(session.principal()), session, TimeUnit.MICROSECONDS.toMillis(session.expiresAt()));
        } catch (RuntimeException absurd) {
            // Why a token is refused helps only whoever forges one.
            return null;
        }
    }

    private Session read(Parts token) {
        return TokenClaims.read(token.header, token.payload, clock.instant())
                .in(idOf(token.header + "." + token.payload));
    }

    private boolean isSigned(Parts token) {
        byte[] given = token.signature.getBytes(StandardCharsets.UTF_8);
        byte[] headerBytes = token.header.getBytes(StandardCharsets.UTF_8);
        byte[] payloadBytes = token.payload.getBytes(StandardCharsets.UTF_8);
        for (Algorithm algorithm : algorithms) {
            byte[] expected = Base64.getUrlEncoder().withoutPadding().encode(algorithm.sign(headerBytes, payloadBytes));
            if (MessageDigest.isEqual(expected, given)) {
                return true;
            }
        }
        return false;
    }

    private static UUID idOf(String said) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8)));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** As they came: nothing is decoded yet. */
    private record Parts(String header, String payload, String signature) {

        /** Empty unless it has three of them, and the last is as long as a signature of ours. */
        static Optional<Parts> of(String token) {
            int afterHeader = token.indexOf('.');
            int afterPayload = token.indexOf('.', afterHeader + 1);
            boolean hasThree = afterHeader > 0
                    && afterPayload > afterHeader
                    && token.length() - afterPayload - 1 == SIGNATURE_LENGTH
                    && token.indexOf('.', afterPayload + 1) < 0;
            return hasThree
                    ? Optional.of(new Parts(
                            token.substring(0, afterHeader),
                            token.substring(afterHeader + 1, afterPayload),
                            token.substring(afterPayload + 1)))
                    : Optional.empty();
        }
    }

    private record Verified(Optional<Principal> principal, Session session, long expiresAtMillis) {}
}
