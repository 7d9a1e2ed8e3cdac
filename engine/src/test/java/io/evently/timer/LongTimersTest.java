package io.evently.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scala.concurrent.ExecutionContext;

/** Ring 1: what is cancelled is kept by nobody, and what is not is handed over before it is due, once. */
class LongTimersTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final ExecutionContext ANY = ExecutionContext.parasitic$.MODULE$;

    private record HandedOver(LongTimers.Timer timer, long due) {}

    private final List<String> told = new ArrayList<>();
    private final List<HandedOver> handedOver = new ArrayList<>();
    private final List<Runnable> meanwhile = new ArrayList<>();

    /** Not at 0, and it runs over: the clock of a machine may begin anywhere. */
    private long now = Long.MAX_VALUE - SECOND;

    private final LongTimers timers =
            new LongTimers(this::clock, (nanos, timer) -> handedOver.add(new HandedOver(timer, now + nanos)));

    @Test
    void aTimerIsHandedOverSoonBeforeItIsDueWithTheTimeThatIsLeft() {
        for (long delay : List.of(LongTimers.SHORTEST, 8 * SECOND, 10 * SECOND, 3_600 * SECOND)) {
            handedOver.clear();
            long due = now + delay;
            timers.begin(delay, () -> told.add("ran"), ANY);

            while (handedOver.isEmpty()) {
                assertThat(due - now).isGreaterThan(SECOND / 2);
                pass(LongTimers.LOOK_EVERY);
            }

            assertThat(handedOver.get(0).due()).isEqualTo(due);
            assertThat(due - now).isBetween(1L, 2 * SECOND);
            assertThat(timers.size()).isZero();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatIsCancelledIsKeptByNobody() {
        LongTimers.Timer stays = timers.begin(8 * SECOND, () -> told.add("stays"), ANY);
        for (int i = 0; i < 10_000; i++) {
            assertThat(timers.begin(8 * SECOND, () -> told.add("cancelled"), ANY)
                            .cancel())
                    .isTrue();
        }
        assertThat(timers.size()).isEqualTo(1);

        runAll();

        assertThat(told).containsExactly("stays");
        assertThat(stays.isCancelled()).isFalse();
    }

    @Test
    void oneThatIsCancelledAfterItWasHandedOverDoesNotRun() {
        LongTimers.Timer timer = timers.begin(8 * SECOND, () -> told.add("ran"), ANY);
        pass(8 * SECOND);
        assertThat(handedOver).hasSize(1);

        assertThat(timer.cancel()).isTrue();
        handedOver.get(0).timer().run();

        assertThat(timer.isCancelled()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void itsWorkRunsOnceAndThenCannotBeCancelled() {
        LongTimers.Timer timer = timers.begin(8 * SECOND, () -> told.add("ran"), ANY);
        runAll();
        timer.run();

        assertThat(timer.cancel()).isFalse();
        assertThat(timer.isCancelled()).isFalse();
        assertThat(told).containsExactly("ran");
    }

    @Test
    void afterALongStandstillAllThatIsOverdueIsHandedOver() {
        for (int seconds = 2; seconds < 300; seconds++) {
            timers.begin(seconds * SECOND, () -> told.add("ran"), ANY);
        }
        timers.begin(3_600 * SECOND, () -> told.add("not yet"), ANY);

        pass(300 * SECOND);

        assertThat(handedOver).hasSize(298).allMatch(each -> each.due() == now + 1);
        assertThat(timers.size()).isEqualTo(1);
    }

    @Test
    void oneWhoseSlotIsLookedAtWhileItBeginsIsNotForgotten() {
        meanwhile.add(() -> pass(20 * SECOND));

        timers.begin(8 * SECOND, () -> told.add("ran"), ANY);

        assertThat(handedOver).hasSize(1).allMatch(each -> each.due() == now + 1);
        assertThat(timers.size()).isZero();
    }

    @Test
    void ofManyThreadsTimersEachOneRunsOrIsCancelled() {
        var ran = new AtomicInteger();
        var cancelled = new AtomicInteger();
        int each = 20_000;
        var busy = new LongTimers(fast(), (nanos, timer) -> timer.run());
        List<CompletableFuture<Void>> threads = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        if (busy.begin(LongTimers.SHORTEST, ran::incrementAndGet, ANY)
                                .cancel()) {
                            cancelled.incrementAndGet();
                        }
                    }
                }))
                .limit(4)
                .toList();
        while (threads.stream().anyMatch(thread -> !thread.isDone())) {
            busy.look();
        }
        threads.forEach(CompletableFuture::join);

        assertThat(ran.get() + cancelled.get()).isEqualTo(4 * each);
        assertThat(busy.size()).isZero();
    }

    /** Half a second passes each time somebody looks. */
    private static LongSupplier fast() {
        var ticks = new AtomicInteger();
        return () -> ticks.incrementAndGet() * SECOND / 2;
    }

    private long clock() {
        long read = now;
        if (!meanwhile.isEmpty()) {
            meanwhile.remove(0).run();
        }
        return read;
    }

    private void pass(long nanos) {
        now += nanos;
        timers.look();
    }

    private void runAll() {
        while (timers.size() > 0) {
            pass(LongTimers.LOOK_EVERY);
        }
        handedOver.forEach(each -> each.timer().run());
    }
}
