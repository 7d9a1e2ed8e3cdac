package io.evently.http.access;

import io.evently.http.answer.Problem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is known of users beyond what their tokens say. */
public interface AccountStatuses {

    /** Nothing: tokens are taken at their word. */
    AccountStatuses UNKNOWN = new AccountStatuses() {
        @Override
        public boolean hasEnded(Session session) {
            return false;
        }

        @Override
        public CompletableFuture<Optional<Principal>> confirmed(Principal admin) {
            return CompletableFuture.completedFuture(Optional.of(admin));
        }
    };

    /** Whether a session has ended though its token has not expired. Asked for each request, so it must not wait. */
    boolean hasEnded(Session session);

    /**
     * What an admin's token is worth.
     *
     * @param admin as the token says
     * @return with the role they have; empty if they may come no more; fails with a {@link Problem} if it cannot be told
     */
    CompletableFuture<Optional<Principal>> confirmed(Principal admin);
}
