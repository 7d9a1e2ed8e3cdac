package io.evently.loadtest.rival;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * One booking, as it was asked for or as it is stored.
 *
 * @param id made by the client
 * @param event the event's place in the run, from 0
 * @param user who books
 * @param quantity seats, 1 to 4
 */
record RivalBooking(UUID id, int event, UUID user, int quantity) {

    private static final int MOST_SEATS = 4;

    /** Who books: 50,000, the same for all rivals. */
    static final List<UUID> USERS =
            Stream.generate(UUID::randomUUID).limit(50_000).toList();

    /** Any user's wish for seats of any of so many events, with a UUIDv7: the next one is beside it in an index. */
    static RivalBooking random(int events) {
        var random = ThreadLocalRandom.current();
        return new RivalBooking(
                new UUID(
                        System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
                        Long.MIN_VALUE | random.nextLong() >>> 2),
                random.nextInt(events),
                USERS.get(random.nextInt(USERS.size())),
                1 + random.nextInt(MOST_SEATS));
    }
}
