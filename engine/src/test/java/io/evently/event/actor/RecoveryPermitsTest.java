package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** Who may be read from the journal, and who has to go for it. */
class RecoveryPermitsTest {

    private static final long BUDGET = 100_000_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Map<UUID, Long> stored = new HashMap<>();
    private final List<Runnable> timers = new ArrayList<>();
    private long nanos = 1;

    private final EventMemory memory = new EventMemory(BUDGET, () -> nanos, metrics);
    private final RecoveryPermits permits =
            new RecoveryPermits(memory, new Stored(), Duration.ofSeconds(6), () -> nanos, this::later, metrics);

    @Test
    void aDatabaseHasEightPlacesAndTakesNoneOfAnother() {
        List<UUID> first = events(0, 9, 100);
        List<CompletableFuture<Boolean>> asked =
                first.stream().map(permits::request).toList();

        assertThat(asked.subList(0, 8)).allMatch(CompletableFuture::isDone);
        assertThat(asked.get(8)).isNotDone();
        assertThat(permits.request(event(1, 100)).join()).isTrue();

        permits.settled(first.get(3));
        assertThat(asked.get(8).join()).isTrue();
    }

    @Test
    void twoLargeOnesAreReadAtOnceAndSmallOnesPassTheThird() {
        List<UUID> large = events(2, 3, 3_000_000);
        List<CompletableFuture<Boolean>> asked =
                large.stream().map(permits::request).toList();

        assertThat(asked.get(1).join()).isTrue();
        assertThat(asked.get(2)).isNotDone();
        assertThat(permits.request(event(2, 100)).join()).isTrue();
        permits.settled(large.get(0));
        assertThat(asked.get(2).join()).isTrue();
    }

    @Test
    void whoWaitsLongerThanRequestsDoIsRefused() {
        List<CompletableFuture<Boolean>> asked =
                events(0, 9, 100).stream().map(permits::request).toList();

        nanos += 6 * SECOND;
        timePasses();

        assertThat(asked.get(8).join()).isFalse();
        assertThat(refused("room")).isEqualTo(1);
    }

    @Test
    void whoseDatabaseDoesNotAnswerIsRefusedAtOnce() {
        assertThat(permits.request(UUID.randomUUID()).join()).isFalse();
        assertThat(refused("database")).isEqualTo(1);
    }

    @Test
    void whoWasNotUsedForLongestGoesForAnother() {
        Map<UUID, TestInbox<EventMessage>> alive = new HashMap<>();
        List<UUID> events = events(0, 9, 0);
        for (UUID event : events) {
            alive.put(event, TestInbox.create());
            memory.holds(event, 11_000_000, alive.get(event).getRef());
            nanos += SECOND;
        }
        memory.used(events.get(0));
        CompletableFuture<Boolean> asked = permits.request(event(0, 4_200_000));

        // It takes 10.5 MB, and 16 while it is read; 99 of 100 are taken.
        assertThat(asked).isNotDone();
        assertThat(told(alive, events.get(0))).isFalse();
        assertThat(told(alive, events.get(1))).isTrue();
        assertThat(told(alive, events.get(2))).isTrue();
        assertThat(told(alive, events.get(3))).isFalse();

        memory.left(events.get(1), alive.get(events.get(1)).getRef());
        assertThat(asked.join()).isTrue();
    }

    @Test
    void anEventIsNotStoppedBeforeItHasLivedForASecond() {
        TestInbox<EventMessage> actor = TestInbox.create();
        UUID young = event(0, 0);
        memory.holds(young, BUDGET, actor.getRef());
        CompletableFuture<Boolean> asked = permits.request(event(1, 10_000_000));

        timePasses();
        assertThat(actor.hasMessages()).isFalse();
        nanos += SECOND;
        timePasses();
        actor.expectMessage(EventMessage.Retire.INSTANCE);
        memory.left(young, actor.getRef());
        assertThat(asked.join()).isTrue();
    }

    @Test
    void oneThatIsLargerThanAllThereIsGetsInAloneAndMayStay() {
        UUID huge = event(3, BUDGET);
        assertThat(permits.request(huge).join()).isTrue();
        assertThat(permits.request(event(0, 10_000_000))).as("no room besides").isNotDone();

        TestInbox<EventMessage> actor = TestInbox.create();
        memory.holds(huge, 2 * BUDGET, actor.getRef());
        nanos += 2 * SECOND;
        memory.holds(huge, 2 * BUDGET, actor.getRef());
        timePasses();

        actor.expectMessage(EventMessage.Retire.INSTANCE);
        memory.left(huge, actor.getRef());
        assertThat(permits.reserved()).as("the other is read").isPositive();
        assertThat(memory.live()).isZero();
    }

    @Test
    void whoGrowsMakesOthersGoButNotItself() {
        TestInbox<EventMessage> idle = TestInbox.create();
        TestInbox<EventMessage> growing = TestInbox.create();
        memory.holds(event(0, 0), 20_000_000, idle.getRef());
        UUID large = event(0, 0);
        nanos += 2 * SECOND;
        memory.holds(large, 70_000_000, growing.getRef());
        nanos += 2 * SECOND;
        memory.holds(large, 90_000_000, growing.getRef());

        idle.expectMessage(EventMessage.Retire.INSTANCE);
        assertThat(growing.hasMessages()).isFalse();
        assertThat(metrics.get("evently.events.live.bytes").gauge().value()).isEqualTo(110_000_000);
    }

    private static boolean told(Map<UUID, TestInbox<EventMessage>> alive, UUID event) {
        return alive.get(event).hasMessages();
    }

    private double refused(String reason) {
        return metrics.get("evently.recoveries.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private Runnable later(Duration pause, Runnable work) {
        timers.add(work);
        return () -> timers.remove(work);
    }

    private void timePasses() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private List<UUID> events(int database, int count, long bytes) {
        List<UUID> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(database, bytes));
        }
        return events;
    }

    private UUID event(int database, long bytes) {
        UUID id = UUID.randomUUID();
        while (Shards.shardOf(id) != database) {
            id = UUID.randomUUID();
        }
        stored.put(id, bytes);
        return id;
    }

    /** Fails for an event it does not know. */
    private final class Stored implements ColdEvents {

        @Override
        public CompletableFuture<Long> storedBytes(UUID eventId) {
            Long bytes = stored.get(eventId);
            return bytes == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("the database is away"))
                    : CompletableFuture.completedFuture(bytes);
        }

        @Override
        public CompletableFuture<Optional<EventView>> ended(UUID eventId, long now) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
