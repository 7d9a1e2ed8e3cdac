package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowQueueTest {

    @Test
    void isAQueueAndItsCopiesStayAsTheyWere() {
        Random random = new Random(1);
        RowQueue queue = new RowQueue();
        ArrayDeque<Integer> expected = new ArrayDeque<>();
        RowQueue copy = queue.copy();
        List<Integer> whenCopied = List.of();
        for (int step = 0; step < 60_000; step++) {
            boolean growing = step / 15_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 3) || expected.isEmpty()) {
                queue.add(step);
                expected.add(step);
            } else {
                assertThat(queue.peek()).isEqualTo(expected.peek());
                assertThat(queue.poll()).isEqualTo(expected.poll());
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
            if (step % 2_000 == 0) {
                assertThat(listOf(queue)).containsExactlyElementsOf(expected);
                assertThat(listOf(copy)).isEqualTo(whenCopied);
                copy = queue.copy();
                whenCopied = List.copyOf(expected);
            }
        }
    }

    private static List<Integer> listOf(RowQueue queue) {
        List<Integer> all = new ArrayList<>();
        for (PrimitiveIterator.OfInt rows = queue.iterator(); rows.hasNext(); ) {
            all.add(rows.next());
        }
        return all;
    }
}
