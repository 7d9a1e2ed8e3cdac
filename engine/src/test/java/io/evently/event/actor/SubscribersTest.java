package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.EventSummary;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** Who is told when an event changes, and how often. */
class SubscribersTest {

    private static final UUID ID = UUID.randomUUID();
    private static final Details DETAILS =
            new Details("Concert", null, "Hall", 9_000_000, 10, 0, 10, WaitlistPolicy.STRICT, 15);
    private static final long LONG = 3_600_000;

    private final ArrayDeque<Runnable> pauses = new ArrayDeque<>();
    private final Subscribers watchers = new Subscribers((pause, work) -> {
        pauses.add(work);
        return () -> {};
    });
    private final TestInbox<EventReply> near = TestInbox.create();
    private final TestInbox<EventReply> far = TestInbox.create();

    @Test
    void whoWatchesIsToldAtOnceAndThenOnceInAPause() {
        watchers.add(ID, near.getRef(), LONG);
        watchers.add(ID, far.getRef(), LONG);

        for (int revision = 1; revision <= 5; revision++) {
            watchers.changed(view(revision));
        }
        assertThat(revisions(near)).containsExactly(1L);
        pauses.remove().run();
        assertThat(revisions(near)).containsExactly(5L);
        assertThat(revisions(far)).containsExactly(1L, 5L);

        pauses.remove().run();
        assertThat(pauses).as("nothing to tell").isEmpty();
        watchers.changed(view(6));
        assertThat(revisions(near)).containsExactly(6L);
    }

    @Test
    void whoDoesNotAskAgainIsForgotten() {
        watchers.add(ID, near.getRef(), -1);
        watchers.changed(view(1));
        pauses.remove().run();

        assertThat(near.getAllReceived()).isEmpty();
        assertThat(watchers.size()).isZero();
    }

    @Test
    void whoAsksAgainIsToldOnce() {
        watchers.add(ID, near.getRef(), LONG);
        watchers.add(ID, near.getRef(), LONG);
        watchers.changed(view(1));

        assertThat(revisions(near)).containsExactly(1L);
    }

    @Test
    void whenTheEventLeavesItsWatchersLookForIt() {
        watchers.add(ID, near.getRef(), LONG);
        watchers.left(ID);

        assertThat(near.getAllReceived()).isEqualTo(List.of(EventReply.Unknown.INSTANCE));
        assertThat(watchers.size()).isZero();
        watchers.changed(view(1));
        assertThat(near.getAllReceived()).isEmpty();
    }

    @Test
    void anEventHasABoundedNumberOfThem() {
        watchers.add(ID, near.getRef(), LONG);
        for (int i = 0; i < 200; i++) {
            watchers.add(ID, TestInbox.<EventReply>create().getRef(), LONG);
        }
        watchers.add(ID, far.getRef(), LONG);
        watchers.changed(view(1));

        assertThat(revisions(near)).containsExactly(1L);
        assertThat(revisions(far)).isEmpty();
    }

    private static List<Long> revisions(TestInbox<EventReply> inbox) {
        return inbox.getAllReceived().stream()
                .map(reply -> ((EventReply.EventState) reply).event().revision())
                .toList();
    }

    private static EventView view(long revision) {
        EventSummary head = new EventSummary(
                ID, DETAILS, 100, 4990, 4990, null, 0, EventStatus.ACTIVE, 1, false, true, ID, 1, 2, 0, revision, 4);
        return new EventView(head, new SeatCounts(100, 1, 2, 0, 4990), 0, Long.MAX_VALUE);
    }
}
