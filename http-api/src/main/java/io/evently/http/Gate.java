package io.evently.http;

import java.net.InetAddress;
import java.util.Optional;

/** Who comes in: the first three checks of the contract's precedence, and the fifth. */
final class Gate {

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final RateLimits limits;

    Gate(Tokens tokens, RateLimits limits) {
        this.tokens = tokens;
        this.limits = limits;
    }

    /**
     * Address limit, authentication, user limit, in this order.
     *
     * @return whoever calls; empty on a public route without a valid token
     * @throws Problem 429 or 401
     */
    Optional<Principal> admit(Endpoint endpoint, RequestHeaders headers, InetAddress address) {
        if (endpoint.isOperational()) {
            if (!endpoint.isProbe()) {
                limits.countAnonymous(address);
            }
            return Optional.empty();
        }
        Optional<Principal> caller = bearerToken(headers).flatMap(tokens::verify);
        if (caller.isPresent()) {
            limits.count(caller.get());
        } else {
            limits.countAnonymous(address);
            if (endpoint.access().needsToken()) {
                throw Problem.of(
                                ErrorCode.UNAUTHENTICATED,
                                "Log in with POST /v1/sessions and send the token: Authorization: Bearer <token>.")
                        .withHeader("WWW-Authenticate", "Bearer realm=\"evently\"");
            }
        }
        return caller;
    }

    /**
     * Authorization, after syntax.
     *
     * @throws Problem 403
     */
    void authorize(Endpoint endpoint, Optional<Principal> caller) {
        if (endpoint.access() == Access.ADMIN && !caller.map(Principal::isAdmin).orElse(false)) {
            throw Problem.of(ErrorCode.FORBIDDEN, "Only administrators may do this.");
        }
    }

    /** The scheme's name is case-insensitive (RFC 9110, section 11.1). */
    private static Optional<String> bearerToken(RequestHeaders headers) {
        return headers.first("authorization")
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip());
    }
}
