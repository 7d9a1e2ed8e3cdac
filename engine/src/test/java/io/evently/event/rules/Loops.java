package io.evently.event.rules;

import io.evently.event.Fact;
import java.util.UUID;

/** Who books and gives back, over and over. */
final class Loops {

    private Loops() {}

    /** So many bookings of one seat that a user makes and cancels at once; ids begin at 9/0. */
    static Fact[] bookedAndCancelled(int bookings, UUID user) {
        Fact[] facts = new Fact[2 * bookings];
        for (int i = 0; i < bookings; i++) {
            UUID id = new UUID(9, i);
            facts[2 * i] = EventFixture.made(EventFixture.book(id, user, 1), EventFixture.PRICE, EventFixture.START);
            facts[2 * i + 1] = EventFixture.cancelled(id, user);
        }
        return facts;
    }
}
