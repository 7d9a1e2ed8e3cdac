package io.evently.idempotency;

import java.util.List;

/**
 * A request with an idempotency key.
 *
 * @param what its route
 * @param who who asks, so that the same key of somebody else is another key
 * @param shard the database of who asks, 0 to 3
 * @param key as it was sent
 * @param content what it asks for: with other content the key is refused. Only its HMAC is kept
 */
public record KeyedRequest(String what, String who, int shard, String key, List<String> content) {

    public KeyedRequest {
        content = List.copyOf(content);
    }

    /** Without what may be personal or secret. */
    @Override
    public String toString() {
        return "KeyedRequest(" + what + ")";
    }
}
