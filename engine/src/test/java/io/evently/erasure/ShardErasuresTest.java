package io.evently.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.tables.ErasuresTable.Open;
import io.evently.tables.ErasuresTable.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whoever waits long for the rest of their erasure shows. */
class ShardErasuresTest {

    private final List<Open> waiting = new ArrayList<>();
    private final List<Long> said = new ArrayList<>();

    private final ShardErasures erasures = new ShardErasures(
            0,
            after -> List.copyOf(waiting),
            open -> CompletableFuture.completedFuture(null),
            null,
            said::add,
            Duration.ofSeconds(2),
            Duration.ofHours(1),
            () -> 0);

    @Test
    void whoWaitsLongestIsToldOfUntilNobodyWaits() throws Exception {
        waiting.add(since(5_000));
        waiting.add(since(9_000));
        erasures.round().join();
        waiting.clear();
        erasures.round().join();

        assertThat(said).containsExactly(5_000L, ShardErasures.NOBODY);
    }

    @Test
    void anotherNodeThatTakesOverTellsOfThem() {
        erasures.ended();

        assertThat(said).containsExactly(ShardErasures.NOBODY);
    }

    private static Open since(long forgottenAt) {
        return new Open(new Row(UUID.randomUUID(), 2, null, forgottenAt, null), false, false, false, 0);
    }
}
