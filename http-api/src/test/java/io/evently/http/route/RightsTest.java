package io.evently.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.access.AccountStatuses;
import io.evently.http.access.Principal;
import io.evently.http.access.RateLimits;
import io.evently.http.access.Session;
import io.evently.http.access.Tokens;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.server.AccessCheck;
import io.evently.http.server.TestServer;
import io.evently.user.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An admin's token is worth what its user is, on each kind of route; ring 1, without a server. */
class RightsTest {

    private static final Principal ADMIN = new Principal(UUID.randomUUID(), Role.ADMIN);
    private static final Principal USER = new Principal(ADMIN.userId(), Role.USER);
    private static final Endpoint OF_ADMINS = route(Access.ADMIN);
    private static final Endpoint OF_USERS = route(Access.USER);

    private final CompletableFuture<Optional<Principal>> known = new CompletableFuture<>();
    private final AccessCheck gate = new AccessCheck(
            new Tokens(List.of(TestServer.SECRET), Clock.systemUTC(), new AccountStatuses() {
                @Override
                public boolean hasEnded(Session session) {
                    return false;
                }

                @Override
                public CompletableFuture<Optional<Principal>> confirmed(Principal admin) {
                    return known;
                }
            }),
            new RateLimits(false, new SimpleMeterRegistry()));

    @Test
    void onlyAdminsAreLookedUpAndOnlyWhereItMatters() {
        assertThat(gate.mustConfirm(OF_ADMINS, Optional.of(ADMIN))).isTrue();
        assertThat(gate.mustConfirm(OF_USERS, Optional.of(ADMIN))).isTrue();
        assertThat(gate.mustConfirm(OF_USERS, Optional.of(USER))).isFalse();
        assertThat(gate.mustConfirm(OF_ADMINS, Optional.of(USER))).isFalse();
        assertThat(gate.mustConfirm(route(Access.PUBLIC), Optional.of(ADMIN))).isFalse();
        assertThat(gate.mustConfirm(route(Access.PUBLIC), Optional.empty())).isFalse();
    }

    @Test
    void whoIsGoneIsRefusedEverywhere() {
        known.complete(Optional.empty());

        for (Endpoint route : List.of(OF_USERS, OF_ADMINS)) {
            assertThat(refusal(gate.confirmed(route, Optional.of(ADMIN)))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void whoCannotBeLookedUpIsAUserForTheMoment() {
        known.completeExceptionally(Problem.of(ErrorCode.BUSY, "The database is away."));

        assertThat(gate.confirmed(OF_USERS, Optional.of(ADMIN)).join()).contains(USER);
        assertThat(refusal(gate.confirmed(OF_ADMINS, Optional.of(ADMIN)))).isEqualTo(ErrorCode.BUSY);
    }

    private static ErrorCode refusal(CompletableFuture<?> confirmed) {
        return confirmed
                .handle((value, failure) -> {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    return ((Problem) cause).code();
                })
                .join();
    }

    private static Endpoint route(Access access) {
        return Endpoint.get("/v1/things", access, call -> Reply.noContent().now());
    }
}
