package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue against a {@code TreeSet}, which is known to be right. */
class HoldQueueTest {

    private record Hold(long deadline, int row) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 1_000_000})
    void isInTheOrderOfDeadlinesAndThenOfIds(int deadlines) {
        Random random = new Random(deadlines);
        HoldQueue queue = new HoldQueue((one, other) -> Integer.compare(other, one));
        TreeSet<Hold> expected = new TreeSet<>(Comparator.comparingLong(Hold::deadline)
                .thenComparing(Comparator.comparingInt(Hold::row).reversed()));
        for (int step = 0; step < 20_000; step++) {
            boolean growing = step / 5_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 8 : 2) || expected.isEmpty()) {
                Hold hold = new Hold(step / 2 + random.nextInt(deadlines) - 500, step);
                queue.add(hold.deadline, hold.row);
                expected.add(hold);
            } else {
                Hold gone =
                        random.nextBoolean() ? expected.first() : expected.ceiling(new Hold(random.nextInt(step), 0));
                Hold leaves = gone == null ? expected.last() : gone;
                queue.remove(leaves.deadline, leaves.row);
                expected.remove(leaves);
            }
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
            assertThat(queue.size()).isEqualTo(expected.size());
            if (!expected.isEmpty()) {
                assertThat(queue.first()).isEqualTo(expected.first().row);
            }
            if (step % 500 == 0) {
                assertThat(listOf(queue))
                        .isEqualTo(expected.stream().map(Hold::row).toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void whatIsNotThereCannotLeave(int holds) {
        HoldQueue queue = new HoldQueue(Integer::compare);
        for (int row = 0; row < holds; row++) {
            queue.add(5, row);
        }
        assertThatThrownBy(() -> queue.remove(5, holds)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.remove(4, 0)).isInstanceOf(IllegalStateException.class);
    }

    private static List<Integer> listOf(HoldQueue queue) {
        List<Integer> all = new ArrayList<>();
        for (PrimitiveIterator.OfInt rows = queue.iterator(); rows.hasNext(); ) {
            all.add(rows.next());
        }
        return all;
    }
}
