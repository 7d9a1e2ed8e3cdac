package io.evently.loadtest.scenario.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.scenario.attack.Buyers.Waited;
import io.evently.loadtest.scenario.attack.EverySecond.Asked;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as noticing an attack. */
class AttackResultTest {

    private static final Asked FINE = new Asked(30, 100, List.of());
    private static final Observation USUAL = seen(20);

    private static Observation seen(double p99) {
        return new Observation(new Waited(2, p99, 50, 1_200, 0), FINE, FINE, FINE);
    }

    private static List<String> broken(Observation usual, Observation under, double heapBefore, double heapAfter) {
        var cost = new AttackResult.Cost(heapBefore, heapAfter, 400, 0.1, 0.5);
        return new AttackResult(AttackKind.STREAMS, usual, under, usual, new AttackerOutcome(Map.of(), 0, 0, 1), cost)
                .broken();
    }

    @Test
    void buyersMayWaitTwiceTheUsual() {
        assertThat(broken(USUAL, seen(40), 80, 80)).isEmpty();
        assertThat(broken(USUAL, seen(40.1), 80, 80)).singleElement().asString().contains("p99 40.1 ms, at most 40.0");
    }

    @Test
    void whatTheSchedulerDecidesIsNotHeldAgainstTheServer() {
        assertThat(broken(seen(1), seen(10), 80, 80)).isEmpty();
        assertThat(broken(seen(1), seen(11), 80, 80)).hasSize(1);
    }

    @Test
    void noneOfTheirRequestsMayBeInVain() {
        var refused = new Observation(new Waited(2, 3, 50, 1_200, 1), FINE, FINE, FINE);
        assertThat(broken(USUAL, refused, 80, 80)).containsExactly("buyers: 1 of 1200 requests in vain");
        var none = new Observation(new Waited(0, 0, 0, 0, 0), FINE, FINE, FINE);
        assertThat(broken(USUAL, none, 80, 80)).hasSize(1);
    }

    @Test
    void everyHonestLogInAndLookMustSucceed() {
        var once = new Asked(30, 2_000, List.of("503 busy"));
        var never = new Asked(0, 0, List.of());
        assertThat(broken(USUAL, new Observation(USUAL.buyers(), once, FINE, null), 80, 80))
                .containsExactly("log-ins: 1 of 30 failed, such as 503 busy");
        assertThat(broken(USUAL, new Observation(USUAL.buyers(), FINE, never, once), 80, 80))
                .containsExactly(
                        "readiness: 0 of 0 failed, such as none was sent",
                        "readiness on its own port: 1 of 30 failed, such as 503 busy");
    }

    @Test
    void theHeapMustBeWhatItWas() {
        assertThat(broken(USUAL, USUAL, 80, 104)).isEmpty();
        assertThat(broken(USUAL, USUAL, 80, 105)).singleElement().asString().contains("105 MB, was 80");
    }

    @Test
    void whatTheAttackerHeardComesThroughItsLastLine() {
        var did = new AttackerOutcome(Map.of(200, 7L, 429, 10_000_000_000L), 3, 190, 1.5);
        assertThat(AttackerOutcome.of(did.line())).isEqualTo(did);
    }
}
