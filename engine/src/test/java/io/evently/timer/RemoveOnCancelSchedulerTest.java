package io.evently.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.Eventually;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ring 2: a node's own settings take this scheduler, and Pekko's timers are what they were. */
class RemoveOnCancelSchedulerTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private final ActorSystem<?> system = KIT.system();
    private final RemoveOnCancelScheduler scheduler =
            (RemoveOnCancelScheduler) system.classicSystem().scheduler();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private record Question(ActorRef<String> replyTo) {}

    @Test
    void whatWasAskedAndAnsweredIsNotKeptUntilItsTimeIsUp() {
        ActorRef<Question> echo = KIT.spawn(Behaviors.receiveMessage(question -> {
            question.replyTo().tell("answer");
            return Behaviors.same();
        }));
        int before = scheduler.size();
        for (int i = 0; i < 1_000; i++) {
            Eventually.answer(
                    AskPattern.<Question, String>ask(echo, Question::new, Duration.ofMinutes(5), system.scheduler())
                            .toCompletableFuture());
        }
        Eventually.await(() -> scheduler.size() <= before);
    }

    @Test
    void aLongTimerRunsAtItsTimeAndNotBefore() {
        Duration delay = Duration.ofNanos(LongTimers.SHORTEST);
        long begun = System.nanoTime();
        var ran = new CompletableFuture<Long>();
        Cancellable timer = system.scheduler()
                .scheduleOnce(delay, () -> ran.complete(System.nanoTime()), system.executionContext());

        assertThat(Eventually.answer(ran) - begun).isGreaterThanOrEqualTo(delay.toNanos());
        assertThat(timer.cancel()).isFalse();
    }

    @Test
    void shortTimersAreLeftToPekko() {
        int before = scheduler.size();
        Cancellable timer = system.scheduler()
                .scheduleOnce(Duration.ofNanos(LongTimers.SHORTEST - 1), () -> {}, system.executionContext());
        assertThat(scheduler.size()).isEqualTo(before);
        assertThat(timer.cancel()).isTrue();
    }

    @Test
    void aSystemThatHasEndedTakesNoTimers() {
        ActorTestKit ended = ActorTestKit.create(
                ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));
        ended.shutdownTestKit();
        assertThatThrownBy(() -> ended.system()
                        .classicSystem()
                        .scheduler()
                        .scheduleOnce(
                                Duration.ofSeconds(8), () -> {}, ended.system().executionContext()))
                .isInstanceOf(IllegalStateException.class);
    }
}
