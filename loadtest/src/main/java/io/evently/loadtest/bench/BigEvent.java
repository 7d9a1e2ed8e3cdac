package io.evently.loadtest.bench;

/**
 * One event that grows over several scenarios: what is booked in minutes of steady load and in a burst brings it to the
 * size another scenario needs, which saves the time to fill it, and shows both on an event that is not small.
 */
final class BigEvent {

    private final BenchFixture stand;
    private BookingSource office;

    BigEvent(BenchFixture stand) {
        this.stand = stand;
    }

    /** Put on sale when first asked for. */
    BookingSource office() {
        if (office == null) {
            office = stand.boxOffice();
        }
        return office;
    }
}
