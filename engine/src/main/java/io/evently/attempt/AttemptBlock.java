package io.evently.attempt;

import io.evently.tables.AttemptRow;
import java.util.UUID;

/**
 * Attempts that wait, as numbers in one array: no object is kept for any of them, so that collecting garbage neither
 * copies them one by one nor looks into them. 96 bytes each.
 */
final class AttemptBlock {

    /** Of one block: 96 kB, far below what G1 would keep apart as humongous. */
    static final int MOST = 1_000;

    // Where each number of a row is; ids, addresses take two.
    private static final int ID = 0;
    private static final int EVENT = 2;
    private static final int USER = 4;
    private static final int BOOKING = 6;
    private static final int ADDRESS = 8;
    private static final int AT = 10;
    /** Seats in the upper half, then the numbers of two texts, 16 bits each: code of the refusal, agent. */
    private static final int PACKED = 11;

    private static final int NUMBERS = 12;

    private final long[] numbers = new long[MOST * NUMBERS];
    private SeenTexts texts;
    private int rows;

    /** Empties it. */
    AttemptBlock begin(SeenTexts withTexts) {
        texts = withTexts;
        rows = 0;
        return this;
    }

    int rows() {
        return rows;
    }

    /** @return false if its texts have no room, and it was not added */
    boolean add(UUID id, Attempt attempt, AttemptAddress address) {
        int reason = texts.numberOf(attempt.failureReason());
        int agent = texts.numberOf(attempt.userAgent());
        if (reason == SeenTexts.FULL || agent == SeenTexts.FULL) {
            return false;
        }
        int row = rows * NUMBERS;
        put(row + ID, id);
        put(row + EVENT, attempt.eventId());
        put(row + USER, attempt.userId());
        put(row + BOOKING, attempt.bookingId());
        numbers[row + ADDRESS] = address.high();
        numbers[row + ADDRESS + 1] = address.low();
        numbers[row + AT] = attempt.at();
        numbers[row + PACKED] = ((long) attempt.quantity() << 32) | ((long) reason << 16) | agent;
        rows++;
        return true;
    }

    /** The row for the table, its client encrypted anew each time. */
    AttemptRow row(int number, ClientCipher cipher) {
        int row = number * NUMBERS;
        UUID id = id(number);
        int seen = (int) numbers[row + PACKED];
        AttemptAddress address = new AttemptAddress(numbers[row + ADDRESS], numbers[row + ADDRESS + 1]);
        return new AttemptRow(
                id,
                uuid(row + EVENT),
                uuid(row + USER),
                (int) (numbers[row + PACKED] >> 32),
                texts.text(seen >>> 16),
                isNone(row + BOOKING) ? null : uuid(row + BOOKING),
                at(number),
                null,
                null,
                cipher.encrypt(id, address, texts.text(seen & 0xffff)));
    }

    UUID id(int number) {
        return uuid(number * NUMBERS + ID);
    }

    long at(int number) {
        return numbers[number * NUMBERS + AT];
    }

    /** None is kept as the UUID of zeros, which no booking has. */
    private void put(int place, UUID id) {
        numbers[place] = id == null ? 0 : id.getMostSignificantBits();
        numbers[place + 1] = id == null ? 0 : id.getLeastSignificantBits();
    }

    private boolean isNone(int place) {
        return numbers[place] == 0 && numbers[place + 1] == 0;
    }

    private UUID uuid(int place) {
        return new UUID(numbers[place], numbers[place + 1]);
    }
}
