package io.evently.requests;

import java.util.UUID;

/**
 * Somebody who sends requests.
 *
 * @param id of the token's subject; of a registered user's it is not known
 * @param token as it stands behind {@code Bearer}
 * @param admin whether it says so
 * @param password null for those who never registered: a token is enough to book
 */
record Person(UUID id, String token, boolean admin, String email, String password) {

    /** The same with another password, and with that token. */
    Person withPassword(String bearing, String changed) {
        return new Person(id, bearing, admin, email, changed);
    }

    /** Somebody of whom the server has only a token. */
    static Person unregistered(UUID id, String token, boolean admin) {
        return new Person(id, token, admin, null, null);
    }
}
