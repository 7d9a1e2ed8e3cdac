package io.evently.loadtest.scenario.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final AnswerTimes answers = new AnswerTimes();

    @BeforeEach
    void bothAnswerAllTheTime() {
        answers.expect(ONE);
        answers.expect(OTHER);
        for (long at = 0; at < 100; at += 10) {
            answers.add(ONE, at);
            answers.add(OTHER, at + 5);
        }
    }

    @Test
    void betweenTwoAnswersAnEventIsSilent() {
        assertThat(answers.longestSilence(20, 80)).isEqualTo(10);
    }

    @Test
    void theEventThatWasSilentForLongestCounts() {
        answers.add(ONE, 100);
        answers.add(ONE, 110);

        assertThat(answers.longestSilence(50, 115)).isEqualTo(20);
    }

    @Test
    void whatWasHeardBeforeDoesNotShortenTheSilence() {
        assertThat(answers.longestSilence(200, 230)).isEqualTo(30);
    }

    @Test
    void anEventThatNeverAnswersIsSilentAllTheTime() {
        answers.expect(new UUID(0, 3));

        assertThat(answers.longestSilence(20, 80)).isEqualTo(60);
    }
}
