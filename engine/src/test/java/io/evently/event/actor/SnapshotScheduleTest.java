package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.Fact;
import io.evently.event.state.Event;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {

    private static final long AT = 1_767_225_600_000_000L;

    private final SnapshotSchedule schedule = new SnapshotSchedule(1_000);
    private final Event event = new Event();
    private int made;

    @BeforeEach
    void begin() {
        schedule.restored(event);
    }

    private void book(int bookings) {
        for (int i = 0; i < bookings; i++) {
            made++;
            event.apply(
                    new Fact.BookingMade(
                            new UUID(1, made), new UUID(2, made), 1, 1, 0, null, Booking.NO_EXPECTED_PRICE),
                    AT);
        }
    }

    @Test
    void oneIsDueWhenEnoughIsNewAndHalfOfWhatIsRemembered() {
        book(1_000);
        assertThat(schedule.isDue(event)).isFalse();
        book(1);
        assertThat(schedule.isDue(event)).isTrue();
        schedule.began(event, CompletableFuture.completedFuture(true));
        book(1_001);
        assertThat(schedule.isDue(event)).isFalse();
        book(1);
        assertThat(schedule.isDue(event)).isTrue();
        schedule.began(event, CompletableFuture.completedFuture(true));
        book(2_000);
        assertThat(schedule.isDue(event)).isFalse();
        book(10);
        assertThat(schedule.isDue(event)).isTrue();
    }

    @Test
    void noneIsDueWhileOneIsWritten() {
        CompletableFuture<Boolean> writing = new CompletableFuture<>();
        book(1_001);
        schedule.began(event, writing);
        book(5_000);
        assertThat(schedule.isDue(event)).isFalse();
        writing.complete(true);
        assertThat(schedule.isDue(event)).isTrue();
    }

    @Test
    void oneThatFailedIsTriedAgainMuchLaterButAtOnceWhenTheActorStops() {
        book(1_001);
        schedule.began(event, CompletableFuture.completedFuture(false));
        book(400);
        assertThat(schedule.isDue(event)).isFalse();
        assertThat(schedule.isDueWhenStopping(event)).isTrue();
        book(1_000);
        assertThat(schedule.isDue(event)).isTrue();
    }

    @Test
    void whatIsStoredNeedNotBeStoredAgainWhenTheActorStops() {
        book(1_001);
        schedule.began(event, CompletableFuture.completedFuture(true));
        book(499);
        assertThat(schedule.isDueWhenStopping(event)).isFalse();
        book(1);
        assertThat(schedule.isDueWhenStopping(event)).isTrue();
        schedule.stored(event);
        assertThat(schedule.isDueWhenStopping(event)).isFalse();
    }
}
