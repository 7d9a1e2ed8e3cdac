package io.evently.loadtest.history;

import io.evently.loadtest.sut.Tokens;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A customer with a token.
 *
 * @param id the user's id
 * @param token accepted by the server
 */
public record Buyer(UUID id, String token) {

    /** New customers the server has never seen: a token is enough to book. */
    public static List<Buyer> some(int count, Tokens tokens) {
        return Stream.generate(UUID::randomUUID)
                .limit(count)
                .map(id -> new Buyer(id, tokens.user(id)))
                .toList();
    }
}
