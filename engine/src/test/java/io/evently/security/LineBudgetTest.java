package io.evently.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private final LineBudget budget = new LineBudget(10);

    @Test
    void soManyLinesAtOnceAndTheRestIsCounted() {
        assertThat(taken(0, 25)).isEqualTo(10);
        assertThat(budget.omitted()).isEqualTo(15);
        assertThat(budget.omitted()).as("told once").isZero();
    }

    @Test
    void eachSecondThereAreAsManyAgain() {
        taken(0, 100);

        assertThat(taken(TimeUnit.MILLISECONDS.toNanos(500), 100)).isEqualTo(5);
        assertThat(taken(TimeUnit.SECONDS.toNanos(3), 100)).isEqualTo(10);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        assertThat(taken(TimeUnit.HOURS.toNanos(1), 100)).isEqualTo(10);
    }

    private long taken(long now, int wanted) {
        return IntStream.range(0, wanted).filter(i -> budget.take(now)).count();
    }
}
