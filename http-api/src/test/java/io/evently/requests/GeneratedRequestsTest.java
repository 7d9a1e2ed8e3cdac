package io.evently.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.routes.Contract;
import io.evently.routes.WholeApi;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** 5,000 requests of one seed; {@code mvn -Prequests} sends 50,000 of another each time. */
class GeneratedRequestsTest {

    private static final int REQUESTS = 5_000;

    /** Always the same, so that a build fails for what was changed and not by chance. */
    private static final long SEED = 15;

    /** What they need is in a mail. */
    private static final Set<String> BY_MAIL =
            Set.of("POST /v1/users/address-proofs", "POST /v1/password-resets/confirm");

    @Test
    void whateverIsSentTheAnswerIsOneTheContractDescribes() throws IOException {
        // Of its own: some of the requests promote users, and other tests need the last admin.
        try (LogWatch log = LogWatch.start();
                WholeApi api = WholeApi.start()) {
            var run = new RequestRun(api.port(), WholeApi.SECRET, SEED);
            var failures = run.run(REQUESTS);
            if (!failures.isEmpty()) {
                run.print(System.out);
            }
            assertThat(failures.size())
                    .as("answers that break the contract; see above")
                    .isZero();
            assertThat(log.seen()).as("errors and traces in the log").isEmpty();
            assertThat(neverSucceeded(run.answers()))
                    .as("routes of which nothing was tried in earnest")
                    .isEmpty();
        }
    }

    private static Set<String> neverSucceeded(Map<String, Map<Integer, Integer>> answers) {
        Set<String> never = new TreeSet<>(Contract.OPERATIONS.keySet());
        never.removeAll(BY_MAIL);
        answers.forEach((operation, statuses) -> {
            if (statuses.keySet().stream().anyMatch(status -> status >= 200 && status < 300)) {
                never.remove(operation);
            }
        });
        return never;
    }
}
