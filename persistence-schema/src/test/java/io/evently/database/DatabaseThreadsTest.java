package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatabaseThreadsTest {

    @Test
    void aDatabaseThatDoesNotAnswerKeepsNoOtherWaiting() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        try (DatabaseThreads threads = new DatabaseThreads("test", 1, 1)) {
            CountDownLatch hanging = new CountDownLatch(1);
            threads.apply(0).execute(() -> {
                hanging.countDown();
                await(answered);
            });
            await(hanging);
            threads.apply(0).execute(() -> {});
            assertThatThrownBy(() -> threads.apply(0).execute(() -> {})).isInstanceOf(RejectedExecutionException.class);

            for (int shard = 1; shard < Shards.COUNT; shard++) {
                CompletableFuture.runAsync(() -> {}, threads.apply(shard))
                        .orTimeout(2, TimeUnit.MINUTES)
                        .join();
            }
        } finally {
            answered.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
