package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.EventSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** What a node shows of its events without asking them. */
class PublishedViewsTest {

    private static final UUID ID = UUID.randomUUID();
    private static final Details DETAILS =
            new Details("Concert", null, "Hall", 9_000_000, 10, 0, 10, WaitlistPolicy.STRICT, 15);
    private static final long DEADLINE = 1_000_000;

    private final TestInbox<EventMessage> actor = TestInbox.create();
    private final AtomicInteger keptAwake = new AtomicInteger();

    @Test
    void anEventThatIsOnlyReadIsKeptAwake() {
        PublishedViews events = hosting(Duration.ZERO);
        assertThat(events.get(ID, 1, keptAwake::incrementAndGet)).isNotNull();
        assertThat(keptAwake).hasValue(1);
    }

    @Test
    void itIsNotToldMoreOftenThanItFallsAsleep() {
        PublishedViews events = hosting(Duration.ofHours(1));
        events.get(ID, 1, keptAwake::incrementAndGet);
        assertThat(keptAwake).hasValue(0);
    }

    /** Its timer ends what is due; a queue of readers would be in its way. */
    @Test
    void itIsShownForAMomentPastItsDeadlineAndNoLonger() {
        PublishedViews events = hosting(Duration.ofHours(1));
        assertThat(events.get(ID, DEADLINE + 49_000, () -> {})).isNotNull();
        assertThat(events.get(ID, DEADLINE + 50_000, () -> {})).isNull();
    }

    private PublishedViews hosting(Duration keepAwakeEvery) {
        PublishedViews events = new PublishedViews(
                new EventMemory(1_000_000, System::nanoTime, new SimpleMeterRegistry()),
                new Subscribers((pause, work) -> () -> {}),
                keepAwakeEvery);
        EventSummary head = new EventSummary(
                ID, DETAILS, 100, 4990, 4990, null, 0, EventStatus.ACTIVE, 1, false, true, ID, 1, 2, 0, 3, 4);
        events.publish(new EventView(head, new SeatCounts(100, 1, 2, 0, 4990), 0, DEADLINE), actor.getRef());
        return events;
    }
}
