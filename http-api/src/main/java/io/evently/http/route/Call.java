package io.evently.http.route;

import io.evently.event.Origin;
import io.evently.http.access.Principal;
import io.evently.http.answer.Problem;
import io.evently.http.format.Ids;
import io.evently.http.format.Texts;
import io.evently.http.read.RequestHeaders;
import io.evently.http.server.ClientAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One request as a handler sees it.
 *
 * @param pathValues of the endpoint's parameters, from left to right
 * @param caller whoever calls, if they showed a valid token
 * @param remoteAddress where the request came from; see {@link ClientAddress}
 * @param requestId under which log, answer and audit know the request
 */
public record Call(
        Endpoint endpoint,
        List<String> pathValues,
        RequestHeaders headers,
        Optional<Principal> caller,
        InetAddress remoteAddress,
        String requestId) {

    /** What browsers send stays below this; what is longer is cut, because it is stored. */
    private static final int LONGEST_AGENT = 512;

    /**
     * Whoever calls a route that needs a token.
     *
     * @throws IllegalStateException on a public route called without a token; use {@link #caller()} there
     */
    public Principal principal() {
        return caller.orElseThrow(() -> new IllegalStateException(endpoint + " was called without a token"));
    }

    /** Whose wish this is, for the audit. */
    public Origin origin() {
        return new Origin(
                requestId,
                caller.map(known -> known.isAdmin() ? Origin.Role.ADMIN : Origin.Role.USER)
                        .orElse(Origin.Role.PUBLIC));
    }

    /**
     * An id named by the path.
     *
     * @param name as in the template, without braces
     * @throws Problem 404 if it is no UUID: nothing can have that id
     */
    public UUID pathId(String name) {
        return Ids.parse(path(name)).orElseThrow(() -> Problem.notFound("There is nothing with this id."));
    }

    /**
     * A text named by the path, decoded.
     *
     * @throws Problem 404 if it holds what no text of ours can hold (NUL, half a surrogate pair): nothing has that name
     */
    public String path(String name) {
        int at = endpoint.parameters().indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException(endpoint + " has no parameter " + name);
        }
        String value = pathValues.get(at);
        if (Texts.problemWith(value, 0, value.length()).isPresent()) {
            throw Problem.notFound("There is nothing with this name.");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** What the client calls itself, cut to 512 characters. */
    public Optional<String> userAgent() {
        return headers.first("user-agent").map(agent -> Texts.echo(agent, LONGEST_AGENT));
    }
}
