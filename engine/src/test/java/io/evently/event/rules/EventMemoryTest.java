package io.evently.event.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import io.evently.event.record.EventRecords;
import io.evently.event.state.Event;
import io.evently.event.state.EventSize;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/**
 * What a live booking costs in the actor, below 130 bytes with its key and its user, and a waiting entry, below 300, on the JVM the
 * tests run on.
 */
public class EventMemoryTest {

    private static final long BYTES_A_BOOKING = 130;
    private static final long BYTES_A_HOLD = 150;
    private static final long BYTES_AN_ENTRY = 300;

    @BeforeAll
    static void measureWithoutAnAgent() {
        // Records hide their fields' offsets from Unsafe; JOL finds them by trying.
        System.setProperty("jol.magicFieldOffset", "true");
        System.setProperty("jol.skipDynamicAttach", "true");
    }

    @Test
    void aBookingWithAKeyAndAUserOfItsOwnTakesLessThan130Bytes() {
        Event event = eventWith(100_000, false);

        assertThat(bytesOf(event) / 100_000).isLessThan(BYTES_A_BOOKING);
    }

    @Test
    void soDoesAHoldAndOneReadFromASnapshot() {
        Event event = eventWith(10_000, true);
        Event read = EventRecords.readEvent(EventRecords.write(event));

        assertThat(bytesOf(event) / 10_000).isLessThan(BYTES_A_HOLD);
        assertThat(bytesOf(read) / 10_000).isLessThan(BYTES_A_HOLD);
    }

    /** Indexes double; here they do so at different times. */
    @Test
    void theWorstMomentOfGrowthIsNoMore() {
        Event event = EventFixture.eventOf(1_000_000).event();
        long smallest = EventSize.of(event);
        for (int i = 1; i <= 400_000; i++) {
            bookOne(event, i, false);
            if (i > 30_000 && i % 1_000 == 0) {
                assertThat((double) (EventSize.of(event) - smallest) / i).isLessThan(BYTES_A_BOOKING);
            }
        }
        assertThat((double) bytesOf(event) / 400_000).isLessThan(BYTES_A_BOOKING);
    }

    @Test
    void whatItSaysItTakesIsAboutWhatItTakes() {
        for (Event event : new Event[] {eventWith(30_000, false), eventWith(30_000, true)}) {
            System.out.println("ESTIMATE " + EventSize.of(event) + " of " + bytesOf(event) + " restored "
                    + bytesOf(EventRecords.readEvent(EventRecords.write(event))) + " snapshot "
                    + EventRecords.write(event).length);
            assertThat((double) EventSize.of(event) / bytesOf(event)).isBetween(0.75, 1.35);
            assertThat((double) EventSize.read(EventRecords.write(event).length) / bytesOf(event))
                    .isBetween(0.75, 1.35);
        }
        Event queue = EventFixture.eventOf(1).event();
        for (int i = 0; i < 30_000; i++) {
            queue.apply(
                    new Fact.WaitlistJoined(
                            new UUID(4, i), new UUID(7, i), 1, EventFixture.EVENT_DATE, NotifyPrefs.ALL, null, 0),
                    EventFixture.START);
        }
        System.out.println("ESTIMATE " + EventSize.of(queue) + " of " + bytesOf(queue) + " snapshot "
                + EventRecords.write(queue).length);
        assertThat((double) EventSize.of(queue) / bytesOf(queue)).isBetween(0.75, 1.35);
    }

    @Test
    void somebodyWhoWaitsTakesLessThan300BytesEvenIfNotForEver() {
        for (long expiresAt : new long[] {0, EventFixture.EVENT_DATE}) {
            Event event = EventFixture.eventOf(1).event();
            long empty = bytesOf(event);
            for (int i = 0; i < 30_000; i++) {
                UUID id = new UUID(0x018f_4e5a_0000_7000L + ((long) i << 16), i * 0x9E37_79B9_7F4A_7C15L);
                event.apply(
                        new Fact.WaitlistJoined(
                                id, new UUID(7, i), 1 + i % 10, expiresAt, new NotifyPrefs(true, i % 2 == 0), null, 0),
                        EventFixture.START);
            }
            assertThat((bytesOf(event) - empty) / 30_000).isLessThan(BYTES_AN_ENTRY);
        }
    }

    @Test
    void keysAreGivenBackAfterADayAndEndedBookingsToo() {
        Event event = eventWith(2_000, true);
        long full = bytesOf(event);
        long ended = EventFixture.START + EventFixture.HOUR;

        event.forget(EventFixture.START + EventFixture.DAY);
        assertThat(bytesOf(event)).as("without keys").isLessThan(full - 2_000 * 4);
        for (Fact expiry : DueFacts.next(event, ended, 2_000)) {
            event.apply(expiry, ended);
        }
        event.forget(ended + EventFixture.DAY);
        assertThat(event.bookings().size()).isZero();
        assertThat(bytesOf(event)).as("without bookings").isLessThan(full / 10);
    }

    /** 50 users, 25 rounds a second each, which is their rate limit: a minute and three minutes after the beginning. */
    @Test
    void whoBooksAndCancelsInALoopFillsNothing() {
        Event event = EventFixture.eventOf(1_000).event();
        long empty = bytesOf(event);

        long afterOneMinute = loopFor(event, 0, 60 * 25);
        long afterThree = loopFor(event, 60 * 25, 180 * 25);

        assertThat(event.bookings().size()).isEqualTo(50 * BookingRules.MOST_IN_A_DAY);
        assertThat(afterThree - afterOneMinute).as("growth in two minutes").isZero();
        assertThat(afterThree - empty).as("all of it").isLessThan(50 * BookingRules.MOST_IN_A_DAY * BYTES_A_BOOKING);
    }

    private static long loopFor(Event event, int first, int end) {
        for (int i = first; i < end; i++) {
            long at = EventFixture.START + i * EventFixture.MINUTE / (60 * 25);
            GroupCommit round = new GroupCommit(event, at, 1_000);
            for (int user = 0; user < 50; user++) {
                UUID id = new UUID(i, user);
                round.decide(EventFixture.keyed("key " + i, EventFixture.book(id, new UUID(7, user), 1)));
                round.decide(EventFixture.cancel(id, new UUID(7, user)));
            }
            round.commit();
        }
        return bytesOf(event);
    }

    private static Event eventWith(int bookings, boolean holds) {
        Event event = EventFixture.eventOf(2 * bookings).event();
        for (int i = 0; i < bookings; i++) {
            bookOne(event, i, holds);
        }
        return event;
    }

    private static void bookOne(Event event, int number, boolean hold) {
        UUID id = new UUID(0x018f_4e5a_0000_7000L + ((long) number << 16), number * 0x9E37_79B9_7F4A_7C15L);
        EventCommand.Book book =
                hold ? EventFixture.hold(id, new UUID(7, number), 2) : EventFixture.book(id, new UUID(7, number), 2);
        Fact made =
                EventFixture.made(EventFixture.keyed("key " + number, book), EventFixture.PRICE, EventFixture.START);
        event.apply(made, EventFixture.START);
    }

    private static long bytesOf(Event event) {
        return GraphLayout.parseInstance(event).totalSize();
    }
}
