package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Principal;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.user.AccountStatus;
import io.evently.user.Role;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a token that says "admin" is worth: ring 1. */
class KnownUsersTest {

    private static final Principal ADMIN = new Principal(UUID.randomUUID(), Role.ADMIN);
    private static final Optional<AccountStatus> ACTIVE_ADMIN = Optional.of(new AccountStatus(Role.ADMIN, true));
    private static final Optional<AccountStatus> ACTIVE_USER = Optional.of(new AccountStatus(Role.USER, true));
    private static final Optional<AccountStatus> DEACTIVATED = Optional.of(new AccountStatus(Role.ADMIN, false));

    private final Queue<CompletableFuture<Optional<AccountStatus>>> asked = new ArrayDeque<>();
    private long nanos = 1;
    private final KnownUsers users = new KnownUsers(
            null,
            user -> {
                CompletableFuture<Optional<AccountStatus>> answer = new CompletableFuture<>();
                asked.add(answer);
                return answer;
            },
            () -> nanos);

    @Test
    void theUsersRoleCounts() {
        assertThat(confirmed(ACTIVE_ADMIN)).contains(ADMIN);
        passes(60);
        assertThat(confirmed(ACTIVE_USER)).contains(new Principal(ADMIN.userId(), Role.USER));
        passes(60);
        assertThat(confirmed(DEACTIVATED)).isEmpty();
    }

    @Test
    void anotherIssuersAdminIsOneBecauseTheTokenSaysSo() {
        assertThat(confirmed(Optional.empty())).contains(ADMIN);
    }

    @Test
    void whatWasSeenAMomentAgoIsNotAskedAgain() {
        confirmed(ACTIVE_ADMIN);
        passes(9);

        assertThat(users.confirmed(ADMIN).join()).contains(ADMIN);
        assertThat(asked).isEmpty();
    }

    @Test
    void aRightThatWasTakenIsGoneWithinAMinute() {
        confirmed(ACTIVE_ADMIN);
        passes(20);
        assertThat(users.confirmed(ADMIN)).as("not waited for").isCompletedWithValue(Optional.of(ADMIN));
        assertThat(users.confirmed(ADMIN)).isCompletedWithValue(Optional.of(ADMIN));
        assertThat(asked).as("one question at a time").hasSize(1);

        asked.poll().complete(ACTIVE_USER);

        assertThat(users.confirmed(ADMIN).join()).contains(new Principal(ADMIN.userId(), Role.USER));
        passes(41);
        assertThat(users.confirmed(ADMIN)).as("too old to be used").isNotDone();
    }

    @Test
    void whileItCannotBeAskedWhatWasSeenCounts() {
        confirmed(ACTIVE_ADMIN);
        passes(600);
        CompletableFuture<Optional<Principal>> confirmed = users.confirmed(ADMIN);

        asked.poll().completeExceptionally(new IllegalStateException("the database is away"));

        assertThat(confirmed.join()).contains(ADMIN);
    }

    @Test
    void whoWasNeverSeenIsToldToComeAgain() {
        CompletableFuture<Optional<Principal>> confirmed = users.confirmed(ADMIN);

        asked.poll().completeExceptionally(new IllegalStateException("the database is away"));

        assertThat(confirmed)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.BUSY));
        assertThat(confirmed(ACTIVE_ADMIN)).contains(ADMIN);
    }

    private Optional<Principal> confirmed(Optional<AccountStatus> standing) {
        CompletableFuture<Optional<Principal>> confirmed = users.confirmed(ADMIN);
        asked.poll().complete(standing);
        try {
            return confirmed.join();
        } catch (CompletionException e) {
            throw new AssertionError(e);
        }
    }

    private void passes(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
