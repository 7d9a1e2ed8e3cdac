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

    /** A customer with that id. */
    public static Buyer of(UUID id, Tokens tokens) {
        return new Buyer(id, tokens.user(id));
    }

    /** A new customer the server has never seen: a token is enough to book. */
    public static Buyer someone(Tokens tokens) {
        return of(UUID.randomUUID(), tokens);
    }

    /** So many of them. */
    public static List<Buyer> some(int count, Tokens tokens) {
        return Stream.generate(() -> someone(tokens)).limit(count).toList();
    }
}
