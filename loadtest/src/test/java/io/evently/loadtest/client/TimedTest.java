package io.evently.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedTest {

    private final List<String> told = new ArrayList<>();
    private long now;

    @Test
    void aRequestIsDueWhenItIsSentAndTakesUntilItsAnswer() {
        Timed timed = timed(new Step.Send(new byte[0]));
        now = 5;
        timed.next();
        now = 9;
        timed.heard(new Outcome.Answer(201, null, false, new byte[0], 1));
        assertThat(told).containsExactly("5 5 9");
    }

    @Test
    void whatWasNotAnsweredTookNoTime() {
        Timed timed = timed(new Step.Send(new byte[0]));
        timed.next();
        timed.heard(new Outcome.Lost("reset"));
        assertThat(told).isEmpty();
    }

    @Test
    void aPauseIsNothingSent() {
        assertThat(timed(new Step.Pause(Duration.ofMillis(1))).next()).isInstanceOf(Step.Pause.class);
    }

    private Timed timed(Step step) {
        var caller = new Caller() {
            @Override
            public Step next() {
                return step;
            }

            @Override
            public void heard(Outcome outcome) {}
        };
        return new Timed(caller, (due, sent, heard) -> told.add(due + " " + sent + " " + heard), () -> now);
    }
}
