package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.Micros;
import io.evently.event.WaitlistPolicy;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Ring 2: events that move between nodes, and events that two nodes both believe to have. */
class TwoNodesTest {

    private static final UUID ADMIN = UUID.randomUUID();

    @Test
    void whileEventsMoveEveryBookingIsAnsweredAndMadeOnce() {
        List<String> urls = TestNode.databases("moving");
        try (TestNode first = TestNode.first(urls)) {
            List<UUID> events = create(first, 20);
            Set<UUID> booked = new HashSet<>(book(first, events, 5));

            TestNode second = TestNode.join(urls, first);
            long deadline = System.nanoTime() + Eventually.PATIENCE.toNanos();
            while (second.hosted() < events.size() / 4) {
                assertThat(deadline - System.nanoTime())
                        .as("until events have moved")
                        .isPositive();
                booked.addAll(book(first, events, 1));
                booked.addAll(book(second, events, 1));
            }
            CompletableFuture<Void> left = CompletableFuture.runAsync(second::leave);
            while (!left.isDone()) {
                booked.addAll(book(first, events, 1));
            }
            left.join();
            booked.addAll(book(first, events, 1));

            assertThat(confirmed(first, events)).isEqualTo(booked.size());
        }
    }

    /**
     * A node that the others have given up, and that does not know it yet, still has the event. The journal takes only
     * one commit of each number; the loser reads what is true, and nothing that was answered is lost.
     */
    @Test
    void twoNodesWithTheSameEventLoseNoBookingAndMakeNoneTwice() {
        List<String> urls = TestNode.databases("two_writers");
        int acknowledged = 0;
        UUID event;
        // Alone, as each believes to be, a node sends a request once: what got lost is asked again here. And sooner
        // than
        // by those who are in doubt for other reasons, for each turn is a conflict.
        String impatient = "evently.engine { ask-timeout = 8s, ask-again-after = 200ms }";
        try (TestNode one = TestNode.start(urls, Clock.systemUTC(), System::nanoTime, impatient);
                TestNode other = TestNode.start(urls, Clock.systemUTC(), System::nanoTime, impatient)) {
            event = create(one, 1).get(0);
            for (int turn = 0; turn < 12; turn++) {
                TestNode node = turn % 2 == 0 ? one : other;
                Book book = new Book(UUID.randomUUID(), UUID.randomUUID(), 1, false, Booking.NO_EXPECTED_PRICE, null);
                Eventually.await(() -> {
                    EventReply reply = await(node.events().ask(event, book));
                    assertThat(reply).isInstanceOfAny(EventReply.BookingState.class, EventReply.Unknown.class);
                    return reply instanceof EventReply.BookingState;
                });
                acknowledged++;
            }
        }
        try (TestNode after = TestNode.start(urls)) {
            assertThat(confirmed(after, List.of(event))).isEqualTo(acknowledged);
        }
    }

    private static List<UUID> create(TestNode node, int count) {
        long date = Micros.of(Instant.now().plus(30, ChronoUnit.DAYS));
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        return java.util.stream.Stream.generate(() -> node.events().newId())
                .limit(count)
                .peek(id -> assertThat(await(node.events()
                                .ask(id, new EventCommand.CreateEvent(id, details, 1_000_000, 4990, null, ADMIN))))
                        .isInstanceOf(EventReply.EventState.class))
                .toList();
    }

    /** Books a seat of each event so many times at once; answers the ids of the bookings. */
    private static List<UUID> book(TestNode node, List<UUID> events, int times) {
        var asked = java.util.stream.IntStream.range(0, times)
                .boxed()
                .flatMap(time -> events.stream())
                .map(event -> node.events()
                        .ask(
                                event,
                                new Book(
                                        node.events().newId(),
                                        UUID.randomUUID(),
                                        1,
                                        false,
                                        Booking.NO_EXPECTED_PRICE,
                                        null)))
                .toList();
        return asked.stream()
                .map(answer -> {
                    EventReply reply = await(answer);
                    assertThat(reply).isInstanceOf(EventReply.BookingState.class);
                    return ((EventReply.BookingState) reply).booking().id();
                })
                .toList();
    }

    private static long confirmed(TestNode node, List<UUID> events) {
        return events.stream()
                .mapToLong(event -> ((EventReply.EventState) await(node.events().get(event)))
                        .event()
                        .seats()
                        .confirmed())
                .sum();
    }

    private static <T> T await(CompletableFuture<T> answer) {
        return Eventually.answer(answer);
    }
}
