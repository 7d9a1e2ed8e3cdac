package io.evently.http.server;

import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.access.RateLimits;
import io.evently.http.access.Tokens;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Endpoint;
import io.evently.security.SecurityOutcome;
import io.evently.user.Role;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who comes in: the first three checks of the contract's precedence, and the fifth. */
public final class AccessCheck {

    private final Tokens tokens;
    private final RateLimits limits;

    public AccessCheck(Tokens tokens, RateLimits limits) {
        this.tokens = tokens;
        this.limits = limits;
    }

    /**
     * Address limit, authentication, user limit, in this order; the limits also where there is no such route or method.
     *
     * @param endpoint empty where there is none
     * @return whoever calls; empty on a public route without a valid token
     * @throws Problem 429 or 401
     */
    Optional<Principal> admit(Optional<Endpoint> endpoint, RequestHeaders headers, InetAddress address) {
        if (endpoint.filter(Endpoint::isOperational).isPresent()) {
            if (!endpoint.get().isProbe()) {
                limits.countAddress(address, false);
            }
            return Optional.empty();
        }
        Optional<Principal> caller =
                Tokens.bearer(headers.only("authorization")).flatMap(tokens::verify);
        limits.countAddress(address, caller.isPresent());
        if (endpoint.filter(Endpoint::isLimitedAsLogIn).isPresent()) {
            limits.countLogIn(address);
        }
        if (caller.isPresent()) {
            limits.count(caller.get());
        } else if (endpoint.filter(route -> route.access().needsToken()).isPresent()) {
            throw unauthenticated(
                    headers.all("authorization").isEmpty()
                            ? Note.of(SecurityOutcome.NONE)
                            : tokens.refusal(headers.only("authorization")));
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

    /** Whether a token's word is not enough: whoever may do more than others is looked up, where that makes a difference. */
    public boolean mustConfirm(Endpoint endpoint, Optional<Principal> caller) {
        return endpoint.access().needsToken()
                && caller.isPresent()
                && caller.get().isAdmin();
    }

    /**
     * The caller as they are looked up; where that cannot be done, nobody is more than a user.
     *
     * @return fails with 401 if they may come no more, or on an admin's route with 503 if it cannot be told
     */
    public CompletableFuture<Optional<Principal>> confirmed(Endpoint endpoint, Optional<Principal> caller) {
        Principal admin = caller.orElseThrow();
        return tokens.confirmed(admin)
                .exceptionallyCompose(unknown -> endpoint.access() == Access.ADMIN
                        ? CompletableFuture.failedFuture(unknown)
                        : CompletableFuture.completedFuture(Optional.of(new Principal(admin.userId(), Role.USER))))
                .thenApply(known -> {
                    if (known.isEmpty()) {
                        throw unauthenticated(Note.of(SecurityOutcome.ENDED).withSubject(admin.userId()));
                    }
                    return known;
                });
    }

    private static Problem unauthenticated(Note why) {
        return Problem.unauthenticated(
                        "Log in with POST /v1/sessions and send the token, once: Authorization: Bearer <token>.")
                .noting(why);
    }
}
