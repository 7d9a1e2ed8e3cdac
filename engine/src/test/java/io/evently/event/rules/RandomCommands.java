package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Makes up what clients ask of one event: mostly sensible, sometimes late, repeated, foreign or absurd. */
final class RandomCommands {

    private static final UUID ADMIN = new UUID(1, 1);
    private static final int USERS = 12;
    private static final int KEYS = 4;
    private static final long MINUTE = 60_000_000L;
    private static final long DAY = 1_440 * MINUTE;

    /** A booking request that was sent, and when. */
    private record Sent(EventCommand.Book book, long at) {}

    private final Random random;
    private final boolean inALoop;
    private final UUID eventId;
    private final List<Sent> sent = new ArrayList<>();
    /** Requests to join that came with a key. */
    private final List<EventCommand.JoinWaitlist> keyedJoins = new ArrayList<>();
    /** Whose booking the command at hand is about. */
    private Sent lastPicked;

    /** @param inALoop two users book and give back, over and over */
    RandomCommands(Random random, boolean inALoop) {
        this.random = random;
        this.inALoop = inALoop;
        this.eventId = id();
    }

    EventCommand create(long at) {
        return new EventCommand.CreateEvent(
                eventId,
                new Details(
                        "Concert",
                        random.nextBoolean() ? null : "Bring a hat",
                        "Hall",
                        at + DAY / 2 + (inALoop ? 3 * DAY : random.nextLong(8 * DAY)),
                        between(1, 10),
                        inALoop || random.nextBoolean() ? 0 : between(1, 15),
                        between(1, 60),
                        random.nextBoolean() ? WaitlistPolicy.STRICT : WaitlistPolicy.FIRST_FIT,
                        between(1, 10_080),
                        random.nextInt(4) == 0 ? "Europe/Berlin" : null),
                inALoop || random.nextInt(3) == 0 ? between(5, 60) : between(1, 12),
                random.nextInt(8) == 0 ? 0 : random.nextLong(1_000_000),
                random.nextBoolean() ? null : rule(),
                ADMIN);
    }

    private PricingRule rule() {
        List<PricingRule.Step> steps = new ArrayList<>();
        for (int percent = between(1, 40); percent <= 100; percent += between(5, 40)) {
            steps.add(new PricingRule.Step(percent, between(1, 1_000)));
        }
        return new PricingRule(steps);
    }

    EventCommand next(EventModel model, long at) {
        int dice = random.nextInt(1_000);
        if (!model.exists()) {
            return dice < 200 ? create(at) : book(model, at);
        }
        if (inALoop) {
            return dice < 500 ? one(at) : dice < 950 ? cancelOpen(model) : waitlistCommand(model, at);
        }
        if (dice < 250) {
            return book(model, at);
        }
        if (dice < 340) {
            return sent.isEmpty() ? book(model, at) : again(at);
        }
        if (dice < 430) {
            return new EventCommand.ConfirmHold(someBooking(), someOwner());
        }
        if (dice < 590) {
            return cancelBooking();
        }
        if (dice < 880) {
            return waitlistCommand(model, at);
        }
        if (dice < 920) {
            return changeCapacity(model);
        }
        if (dice < 945) {
            return changeDetails(model);
        }
        if (dice < 960) {
            long price = random.nextInt(3) == 0 ? model.price() : random.nextLong(1_000_000);
            return new EventCommand.SetPrice(price, "demand", ifMatch(model), ADMIN);
        }
        if (dice < 970) {
            return create(at);
        }
        if (dice < 985) {
            return new EventCommand.CompleteEvent(ifMatch(model), ADMIN);
        }
        // The rarest: a history is over with it, or nearly so.
        return dice < 995
                ? new EventCommand.DeleteEvent(ifMatch(model), ADMIN)
                : new EventCommand.CancelEvent("rain", ifMatch(model), ADMIN);
    }

    private EventCommand.Book one(long at) {
        return remember(
                new EventCommand.Book(id(), someUser(), 1, random.nextInt(5) == 0, Booking.NO_EXPECTED_PRICE, null),
                at);
    }

    private EventCommand cancelOpen(EventModel model) {
        EventCommand.Book open = any(model.openBookings());
        return open == null ? cancelBooking() : new EventCommand.CancelBooking(open.bookingId(), open.userId(), false);
    }

    private UUID someUser() {
        return user(random.nextInt(inALoop ? 2 : USERS));
    }

    private EventCommand waitlistCommand(EventModel model, long at) {
        int dice = random.nextInt(100);
        WaitlistModel waitlist = model.waitlist();
        if (dice < 12 && !keyedJoins.isEmpty()) {
            return joinAgain();
        }
        if (dice < 45) {
            UUID user = someUser();
            WaitlistModel.Waiter same = waitlist.liveOf(user);
            // Now and then the node asks again.
            UUID entryId = same != null && random.nextBoolean() ? same.entryId : id();
            int quantity = random.nextInt(4) == 0 ? between(1, 10) : between(1, 3);
            long expiresAt =
                    switch (random.nextInt(24)) {
                        case 0 -> at - random.nextLong(2);
                        case 1, 2, 3, 4, 5, 6, 7 -> at + 1 + random.nextLong(DAY);
                        default -> 0;
                    };
            KeyHash key = random.nextInt(3) == 0 ? key(random.nextInt(KEYS)) : null;
            EventCommand.JoinWaitlist join =
                    new EventCommand.JoinWaitlist(entryId, user, quantity, expiresAt, NotifyPrefs.ALL, key);
            if (key != null && same == null) {
                keyedJoins.add(join);
            }
            return join;
        }
        if (dice < 55) {
            return dice < 53
                    ? new EventCommand.LeaveWaitlist(someUser(), null)
                    : new EventCommand.RemoveUser(someUser(), "sent away", ADMIN);
        }
        if (dice < 70) {
            WaitlistModel.Waiter waiter = any(waitlist.inOrder());
            UUID entryId = waiter == null || random.nextInt(10) == 0 ? id() : waiter.entryId;
            return new EventCommand.SetPriority(entryId, between(-2, 2), "a good reason", ADMIN);
        }
        // Mostly an open promotion, sometimes one long over, sometimes one of somebody else.
        WaitlistModel.Waiter promoted = any(random.nextInt(4) == 0 ? waitlist.everPromoted() : waitlist.promoted());
        UUID promotionId = promoted == null ? id() : promoted.promotionId;
        UUID by = promoted == null || random.nextInt(10) == 0 ? someUser() : promoted.userId;
        return dice < 90
                ? new EventCommand.ClaimPromotion(promotionId, id(), by)
                : new EventCommand.DeclinePromotion(promotionId, by);
    }

    /** A request to join that was sent before, repeated by the client. */
    private EventCommand joinAgain() {
        EventCommand.JoinWaitlist before = keyedJoins.get(Math.max(0, keyedJoins.size() - 1 - random.nextInt(8)));
        return new EventCommand.JoinWaitlist(
                id(), before.userId(), before.quantity(), before.expiresAt(), before.notifyPrefs(), before.key());
    }

    private <T> T any(List<T> among) {
        return among.isEmpty() ? null : among.get(random.nextInt(among.size()));
    }

    /** The newest booking ids that were asked for. */
    List<UUID> newestBookings(int most) {
        return sent.subList(Math.max(0, sent.size() - most), sent.size()).stream()
                .map(each -> each.book().bookingId())
                .distinct()
                .toList();
    }

    /** When some booking of late was asked for; 0 if none was. */
    long someRequestAt() {
        return sent.isEmpty() ? 0 : recent().at();
    }

    static List<UUID> users() {
        List<UUID> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            users.add(user(i));
        }
        return users;
    }

    static List<KeyHash> keys() {
        List<KeyHash> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(key(i));
        }
        return keys;
    }

    private EventCommand.Book book(EventModel model, long at) {
        long expected =
                switch (random.nextInt(10)) {
                    case 0 -> random.nextLong(1_000_000);
                    case 1, 2, 3 -> model.price();
                    default -> Booking.NO_EXPECTED_PRICE;
                };
        KeyHash key = random.nextInt(3) == 0 ? null : key(random.nextInt(KEYS));
        return remember(
                new EventCommand.Book(
                        id(),
                        someUser(),
                        random.nextInt(4) == 0 ? between(1, 10) : between(1, 3),
                        random.nextInt(5) < 2,
                        expected,
                        key),
                at);
    }

    /** A request that was sent before: by the node under the same id, or by the client. */
    private EventCommand.Book again(long at) {
        Sent before = recent();
        EventCommand.Book book = before.book();
        // No node asks again after a day; by then the id may be forgotten.
        boolean byTheNode = at < before.at() + DAY / 2 && random.nextBoolean();
        return byTheNode
                ? book
                : remember(
                        new EventCommand.Book(
                                id(), book.userId(), book.quantity(), book.hold(), book.expectedPrice(), book.key()),
                        at);
    }

    private Sent recent() {
        return sent.get(Math.max(0, sent.size() - 1 - random.nextInt(25)));
    }

    private EventCommand.Book remember(EventCommand.Book book, long at) {
        sent.add(new Sent(book, at));
        return book;
    }

    private EventCommand cancelBooking() {
        return random.nextInt(4) == 0
                ? new EventCommand.CancelBooking(someBooking(), ADMIN, true)
                : new EventCommand.CancelBooking(someBooking(), someOwner(), false);
    }

    private UUID someBooking() {
        lastPicked = sent.isEmpty() ? null : recent();
        return lastPicked == null ? id() : lastPicked.book().bookingId();
    }

    private UUID someOwner() {
        return lastPicked == null || random.nextInt(8) == 0
                ? someUser()
                : lastPicked.book().userId();
    }

    private EventCommand changeCapacity(EventModel model) {
        SeatCounts tally = model.tally();
        int taken = tally.capacity() - tally.available();
        int capacity = Math.max(1, random.nextBoolean() ? taken + between(-1, 2) : between(1, 80));
        return new EventCommand.ChangeEvent(
                null, null, null, null, capacity, null, null, null, null, null, ifMatch(model), ADMIN, false);
    }

    private EventCommand changeDetails(EventModel model) {
        return new EventCommand.ChangeEvent(
                maybe("Gala"),
                maybe("Bring two hats"),
                maybe("Barn"),
                random.nextInt(4) == 0 ? model.details().eventDate() + random.nextLong(DAY) : null,
                null,
                maybe(between(1, 10)),
                maybe(between(0, 15)),
                maybe(between(1, 60)),
                maybe(random.nextBoolean() ? WaitlistPolicy.STRICT : WaitlistPolicy.FIRST_FIT),
                maybe(between(1, 10_080)),
                ifMatch(model),
                ADMIN,
                random.nextInt(8) == 0,
                random.nextInt(8) == 0 ? "Asia/Tokyo" : null);
    }

    private IfMatch ifMatch(EventModel model) {
        return switch (random.nextInt(4)) {
            case 0 -> new IfMatch(false, Set.of((long) model.version()));
            case 1 -> new IfMatch(false, Set.of((long) between(0, 5)));
            default -> IfMatch.ANY;
        };
    }

    private <T> T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static UUID user(int number) {
        return new UUID(2, number);
    }

    private static KeyHash key(int number) {
        return new KeyHash(3, number);
    }
}
