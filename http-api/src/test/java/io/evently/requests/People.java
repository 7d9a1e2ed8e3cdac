package io.evently.requests;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Who sends the requests, by tokens signed with the server's own secret. */
final class People {

    /** Few, so that they wait for, hold and cancel what they have of the same events. */
    private static final int USERS = 8;

    private static final int ADMINS = 2;

    /** Longer than any run. */
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final String secret;
    private final List<Person> users = new ArrayList<>();
    private final List<Person> admins = new ArrayList<>();

    People(String secret) {
        this.secret = secret;
        for (int i = 0; i < USERS; i++) {
            users.add(somebody(UUID.randomUUID(), false));
        }
        for (int i = 0; i < ADMINS; i++) {
            admins.add(somebody(UUID.randomUUID(), true));
        }
    }

    Person user(RandomGenerator random) {
        return Pick.one(random, users);
    }

    /** So many different ones. */
    List<Person> some(RandomGenerator random, int count) {
        List<Person> all = new ArrayList<>(users);
        while (all.size() > count) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    Person admin(RandomGenerator random) {
        return Pick.one(random, admins);
    }

    /** Somebody nobody else is: whatever is done to the account, no other request is refused for it. */
    Person stranger(RandomGenerator random) {
        return somebody(new UUID(random.nextLong(), random.nextLong()), false);
    }

    String secret() {
        return secret;
    }

    private Person somebody(UUID id, boolean admin) {
        String token = claims(id, admin ? "admin" : "user").sign(Algorithm.HMAC256(secret));
        return Person.unregistered(id, token, admin);
    }

    /** The claims of a token that holds. */
    static JWTCreator.Builder claims(UUID id, String role) {
        Instant now = Instant.now();
        return JWT.create()
                .withIssuer("evently")
                .withAudience("evently-api")
                .withSubject(id.toString())
                .withClaim("role", role)
                .withIssuedAt(now)
                .withExpiresAt(now.plus(LIFETIME));
    }
}
