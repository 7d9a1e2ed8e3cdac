package io.evently.loadtest.sale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sale.Order.Fate;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final Outcome LOST = new Outcome.Lost("connection reset");

    private final Order order = new Order(UUID.randomUUID(), new Buyer(UUID.randomUUID(), "token"), "key", 2, false);
    private final Order hold = new Order(UUID.randomUUID(), new Buyer(UUID.randomUUID(), "token"), "key", 2, true);

    @Test
    void isInDoubtAfterALossUntilARepeatTells() {
        order.heard(LOST);
        assertThat(order.fate()).isEqualTo(Fate.UNKNOWN);

        order.heard(refusal(503, "BUSY"));
        assertThat(order.fate()).as("BUSY says nothing about the first request").isEqualTo(Fate.UNKNOWN);

        order.heard(refusal(409, "SOLD_OUT"));
        assertThat(order.fate()).isEqualTo(Fate.REFUSED);
    }

    @Test
    void isInDoubtWhenTheServerIs() {
        order.heard(refusal(503, "OUTCOME_UNKNOWN"));
        assertThat(order.fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(order.contradictions()).isEmpty();
    }

    @Test
    void staysAcceptedWhateverIsLostLater() {
        order.heard(created("a", false));
        order.heard(LOST);
        order.heard(refusal(503, "BUSY"));
        assertThat(order.fate()).isEqualTo(Fate.ACCEPTED);
        assertThat(order.contradictions()).isEmpty();
        assertThat(order.successes()).isEqualTo(1);
        assertThat(order.losses()).isEqualTo(1);
        assertThat(order.refusals()).containsExactly("BUSY");
    }

    @Test
    void aFirstAnswerMayBeAReplayOnlyAfterALoss() {
        order.heard(LOST);
        order.heard(created("a", true));
        assertThat(order.contradictions()).isEmpty();

        hold.heard(created("a", true));
        assertThat(hold.contradictions()).hasSize(1);
    }

    @Test
    void aRepeatMustSayThatItIsOne() {
        order.heard(created("a", false));
        order.heard(created("a", false));
        assertThat(order.contradictions()).hasSize(1);
    }

    @Test
    void aRefusedKeyMayTryAnew() {
        order.heard(refusal(409, "SOLD_OUT"));
        order.heard(created("a", false));
        assertThat(order.fate()).isEqualTo(Fate.ACCEPTED);
        assertThat(order.contradictions()).isEmpty();
    }

    @Test
    void theTablesMayShowWhatTheAnswersLeaveOpen() {
        assertThat(order.possibleStatuses()).containsExactly("confirmed");
        assertThat(hold.possibleStatuses()).containsExactly("pending");

        hold.heardOfConfirmation(LOST);
        assertThat(hold.possibleStatuses()).containsExactlyInAnyOrder("pending", "confirmed");

        hold.heardOfConfirmation(answer(200, "{}", false));
        assertThat(hold.possibleStatuses()).containsExactly("confirmed");

        hold.heardOfCancellation(LOST);
        assertThat(hold.possibleStatuses()).containsExactlyInAnyOrder("confirmed", "cancelled");

        hold.heardOfCancellation(answer(200, "{}", false));
        assertThat(hold.possibleStatuses()).containsExactly("cancelled");
    }

    @Test
    void aChangeRepeatedMustBeAnsweredTheSame() {
        order.heard(created("a", false));
        order.heardOfCancellation(answer(200, "{\"status\":\"cancelled\"}", false));
        order.heardOfCancellation(answer(200, "{\"status\":\"cancelled\"}", false));
        assertThat(order.contradictions()).isEmpty();

        order.heardOfCancellation(answer(200, "{\"status\":\"confirmed\"}", false));
        assertThat(order.contradictions()).hasSize(1);
    }

    @Test
    void aChangeRefusedIsAContradictionUnlessTheServerWasBusy() {
        hold.heardOfConfirmation(refusal(503, "BUSY"));
        assertThat(hold.contradictions()).isEmpty();
        assertThat(hold.possibleStatuses()).containsExactly("pending");

        hold.heardOfConfirmation(refusal(409, "HOLD_EXPIRED"));
        assertThat(hold.contradictions()).hasSize(1);
    }

    private static Outcome created(String id, boolean replayed) {
        return answer(201, "{\"id\":\"" + id + "\"}", replayed);
    }

    private static Outcome refusal(int status, String code) {
        return new Outcome.Answer(
                status, Duration.ofSeconds(1), false, ("{\"code\":\"" + code + "\"}").getBytes(UTF_8), 1);
    }

    private static Outcome answer(int status, String body, boolean replayed) {
        return new Outcome.Answer(status, null, replayed, body.getBytes(UTF_8), 1);
    }
}
