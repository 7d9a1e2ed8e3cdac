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

    /** What webhooks were told is there when a follower has written it, however fast the requests are. */
    private static final int MORE = 500;

    private static final int MOST = 20_000;

    /** Always the same, so that a build fails for what was changed and not by chance. */
    private static final long SEED = 15;

    /** No mail of a run fails, and SendGrid signs nothing. */
    private static final Set<String> BY_OTHERS =
            Set.of("POST /v1/email-deliveries/{id}/retry", "POST /v1/webhooks/sendgrid");

    @Test
    void whateverIsSentTheAnswerIsOneTheContractDescribes() throws IOException {
        // Of its own: some of the requests promote users, and other tests need the last admin.
        try (LogWatch log = LogWatch.start();
                WholeApi api = WholeApi.start()) {
            var run = new RequestRun(api.port(), WholeApi.SECRET, SEED);
            var failures = run.run(REQUESTS);
            for (int sent = REQUESTS;
                    failures.isEmpty()
                            && sent < MOST
                            && !neverSucceeded(run.answers()).isEmpty();
                    sent += MORE) {
                failures = run.run(sent, sent + MORE);
            }
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
        never.removeAll(ValidRequests.BY_MAIL);
        never.removeAll(BY_OTHERS);
        answers.forEach((operation, statuses) -> {
            if (statuses.keySet().stream().anyMatch(status -> status >= 200 && status < 300)) {
                never.remove(operation);
            }
        });
        return never;
    }
}
