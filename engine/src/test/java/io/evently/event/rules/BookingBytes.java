package io.evently.event.rules;

import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.state.Event;
import java.util.Random;
import java.util.UUID;

/**
 * Prints what a live booking takes of the heap, with a key and a user of its own, everything counted: memory in use after
 * collections, with the event and without it. {@code java -cp … io.evently.event.rules.BookingBytes}.
 */
public final class BookingBytes {

    private static final int[] SIZES = {100_000, 131_000, 150_000, 200_000, 1_000_000};

    private BookingBytes() {}

    public static void main(String[] args) {
        bytes(1_000); // loads the classes, which stay
        for (int size : SIZES) {
            System.out.printf("%,9d bookings: %.1f bytes each%n", size, (double) bytes(size) / size);
        }
    }

    private static long bytes(int size) {
        long before = used();
        Event event = EventFixture.eventOf(2 * size).event();
        Random random = new Random(1);
        for (int i = 0; i < size; i++) {
            long at = EventFixture.START + i;
            UUID id = new UUID(((at / 1_000) << 16) | 0x7000, random.nextLong());
            UUID user = new UUID(random.nextLong(), random.nextLong());
            KeyHash key = new KeyHash(random.nextLong(), random.nextLong());
            event.apply(new Fact.BookingMade(id, user, 1, EventFixture.PRICE, 0, key, EventFixture.PRICE), at);
        }
        long bytes = used() - before;
        if (event.bookings().size() != size) {
            throw new IllegalStateException("it has " + event.bookings().size());
        }
        return bytes;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
