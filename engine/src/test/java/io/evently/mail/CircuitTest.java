package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.mail.MailFailure.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A provider that fails gets no mails for a while, then one to try. */
class CircuitTest {

    private final MailFailure gone = new MailFailure(Kind.UNAVAILABLE, "SMTP: gone");

    private long now;
    private final Circuit circuit = new Circuit("smtp", () -> now);

    @Test
    void someFailuresInARowStopTheMails() {
        for (int i = 0; i < 3; i++) {
            circuit.failed(gone);
            assertThat(circuit.allowed(50)).isEqualTo(50);
        }
        circuit.failed(gone);

        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.allowed(50)).isZero();
        assertThat(circuit.rest()).isEqualTo(Circuit.FIRST_PAUSE);
    }

    @Test
    void aSuccessBetweenThemDoesNot() {
        for (int i = 0; i < 20; i++) {
            circuit.failed(gone);
            circuit.failed(gone);
            circuit.succeeded();
        }
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void oneOfAllTriesIt() {
        open();
        pass(Circuit.FIRST_PAUSE);

        assertThat(circuit.allowed(50)).isEqualTo(1);
        assertThat(circuit.allowed(50)).isZero();
        circuit.succeeded();
        assertThat(circuit.allowed(50)).isEqualTo(50);
    }

    @Test
    void eachTryInVainMakesThePauseLonger() {
        open();
        Duration expected = Circuit.FIRST_PAUSE;
        for (int i = 0; i < 6; i++) {
            assertThat(circuit.rest()).isEqualTo(expected);
            pass(expected);
            assertThat(circuit.allowed(1)).isEqualTo(1);
            circuit.failed(gone);
            expected = expected.multipliedBy(2);
            expected = expected.compareTo(Circuit.LONGEST_PAUSE) > 0 ? Circuit.LONGEST_PAUSE : expected;
        }
    }

    @Test
    void whoIsAskedToWaitWaits() {
        circuit.failed(new MailFailure(Kind.LATER, "SENDGRID 429", Duration.ofMinutes(3)));

        assertThat(circuit.allowed(1)).isZero();
        assertThat(circuit.rest()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void pausesOfAMailDoubleUpToAnHour() {
        RetryPause middle = new RetryPause(() -> 0.5);
        assertThat(middle.after(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(middle.after(2)).isEqualTo(Duration.ofMinutes(1));
        assertThat(middle.after(7)).isEqualTo(Duration.ofMinutes(32));
        assertThat(middle.after(8)).isEqualTo(Duration.ofHours(1));
        assertThat(middle.after(1_000_000)).isEqualTo(Duration.ofHours(1));
        assertThat(new RetryPause(() -> 0).after(1)).isEqualTo(Duration.ofSeconds(24));
    }

    private void open() {
        for (int i = 0; i < 4; i++) {
            circuit.failed(gone);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
