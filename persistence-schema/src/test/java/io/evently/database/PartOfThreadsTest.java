package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PartOfThreadsTest {

    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final PartOfThreads part = new PartOfThreads(threads::add, 2, 3);

    @Test
    void soMuchRunsSomeWaitAndTheRestIsRejected() {
        for (int i = 0; i < 5; i++) {
            int work = i;
            part.execute(() -> done.add(work));
        }
        assertThat(threads).hasSize(2);
        assertThatThrownBy(() -> part.execute(() -> done.add(5))).isInstanceOf(RejectedExecutionException.class);

        threads.remove().run();
        assertThat(done).as("what waits is done on the thread there is").containsExactly(0, 2, 3, 4);
        part.execute(() -> done.add(6));
        assertThat(threads).hasSize(2);
        threads.remove().run();
        threads.remove().run();
        assertThat(done).containsExactly(0, 2, 3, 4, 1, 6);
    }

    @Test
    void whatTheThreadsRejectTakesNoPlace() {
        boolean[] full = {true};
        PartOfThreads rejected = new PartOfThreads(
                work -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    work.run();
                },
                1,
                1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> rejected.execute(() -> done.add(1)))
                    .isInstanceOf(RejectedExecutionException.class);
        }
        full[0] = false;
        rejected.execute(() -> done.add(2));
        assertThat(done).containsExactly(2);
    }
}
