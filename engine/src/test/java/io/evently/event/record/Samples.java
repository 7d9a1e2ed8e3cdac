package io.evently.event.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.KeyedJoin;
import io.evently.event.NotifyPrefs;
import io.evently.event.Origin;
import io.evently.event.OriginRun;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the checked-in records of an event must read as, for ever; {@code records/<name>.hex} holds the bytes. Never
 * change a sample; a new fact, or a new field, gets a new one.
 */
final class Samples {

    private static final UUID EVENT = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-000000000001");
    private static final UUID ADMIN = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000ff");
    private static final UUID USER = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000aa");
    private static final UUID BOOKING = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000b1");
    private static final UUID HOLD = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000b2");
    private static final UUID ENTRY = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000c1");
    private static final UUID PROMOTION = UUID.fromString("018f4e5a-7b3c-7d2e-9f10-0000000000d1");
    private static final long NO_PRICE = Booking.NO_EXPECTED_PRICE;
    private static final long AT = 1_767_225_600_123_456L;

    private static final Details DETAILS = new Details(
            "Bøögie Night", "Bring a hat", "The Hall", AT + 1_000_000_000L, 6, 8, 12, WaitlistPolicy.FIRST_FIT, 30);
    private static final Details LEAST = new Details("N", null, "V", AT, 10, 0, 10, WaitlistPolicy.STRICT, 15);
    private static final Details IN_A_ZONE = new Details(
            "Bøögie Night",
            "Bring a hat",
            "The Hall",
            AT + 1_000_000_000L,
            6,
            8,
            12,
            WaitlistPolicy.FIRST_FIT,
            30,
            "Europe/Berlin");
    private static final PricingRule RULE =
            new PricingRule(List.of(new PricingRule.Step(50, 120), new PricingRule.Step(100, 250)));
    private static final KeyHash KEY = new KeyHash(0x0123456789abcdefL, 0xfedcba9876543210L);

    /** At least one for each type of fact, and one for what may be missing in it. */
    private static final Map<String, Fact> FACTS = Map.ofEntries(
            Map.entry("event-created", new Fact.EventCreated(EVENT, DETAILS, 5_000, 4_990, RULE, ADMIN)),
            Map.entry("event-created-with-the-least", new Fact.EventCreated(EVENT, LEAST, 1, 0, null, ADMIN)),
            Map.entry("event-created-in-a-zone", new Fact.EventCreated(EVENT, IN_A_ZONE, 5_000, 4_990, RULE, ADMIN)),
            Map.entry("event-moved-to-a-zone", new Fact.EventChanged(IN_A_ZONE, 5_000, ADMIN)),
            Map.entry("event-changed", new Fact.EventChanged(DETAILS, Integer.MAX_VALUE, ADMIN)),
            Map.entry("price-changed-by-hand", new Fact.PriceChanged(4_990, 9_999_999_999L, "demand", -1, ADMIN)),
            Map.entry("price-changed-by-rule", new Fact.PriceChanged(4_990, 5_988, "pricing rule", 1, null)),
            Map.entry("event-cancelled", new Fact.EventCancelled("rain", ADMIN)),
            Map.entry("event-completed", new Fact.EventCompleted(ADMIN)),
            Map.entry("event-deleted", new Fact.EventDeleted(ADMIN)),
            Map.entry("booking-made", new Fact.BookingMade(BOOKING, USER, 4, 4_990, 0, KEY, 4_990)),
            Map.entry("hold-made", new Fact.BookingMade(HOLD, USER, 1, 0, AT + 600_000_000, null, NO_PRICE)),
            Map.entry("hold-confirmed", new Fact.HoldConfirmed(HOLD)),
            Map.entry("booking-cancelled", new Fact.BookingCancelled(BOOKING, USER)),
            Map.entry("booking-cancelled-for-a-reason", new Fact.BookingCancelled(HOLD, ADMIN, "sent away")),
            Map.entry("hold-expired", new Fact.HoldExpired(HOLD)));

    /** The same for the waitlist. */
    private static final Map<String, Fact> WAITLIST_FACTS = Map.ofEntries(
            Map.entry("waitlist-joined", joined(3, 0, new NotifyPrefs(true, false), null, 0)),
            Map.entry("waitlist-joined-for-a-while", joined(10, AT + 9, NotifyPrefs.ALL, null, 0)),
            Map.entry("waitlist-joined-with-a-key", joined(2, 0, NotifyPrefs.ALL, KEY, 12)),
            Map.entry("waitlist-left", new Fact.WaitlistLeft(ENTRY)),
            Map.entry("waitlist-left-for-a-reason", new Fact.WaitlistLeft(ENTRY, ADMIN, "sent away")),
            Map.entry("priority-changed", new Fact.PriorityChanged(ENTRY, -1_000_000, "a spoilt seat", ADMIN)),
            Map.entry("entry-expired", new Fact.EntryExpired(ENTRY)),
            Map.entry("entry-made-impossible", new Fact.EntryMadeImpossible(ENTRY, SeatLimit.BOOKING_OR_CAPACITY)),
            Map.entry("entry-over-its-user", new Fact.EntryMadeImpossible(ENTRY, SeatLimit.SEATS_OF_A_USER)),
            Map.entry("entry-over-others", new Fact.EntryMadeImpossible(ENTRY, SeatLimit.SEATS_OF_OTHERS)),
            Map.entry("promotion-made", new Fact.PromotionMade(PROMOTION, ENTRY, 4_990, AT + 900_000_000)),
            Map.entry("promotion-claimed", new Fact.PromotionClaimed(PROMOTION, BOOKING)),
            Map.entry("promotion-declined", new Fact.PromotionDeclined(PROMOTION)),
            Map.entry("promotion-expired", new Fact.PromotionExpired(PROMOTION, false)),
            Map.entry("promotion-over-its-user", new Fact.PromotionExpired(PROMOTION, true)));

    private static final QueueCounts QUEUE = new QueueCounts(1, 12, 8, 2, 5, 90_000_000);

    /** One that waits, one that is promoted. */
    private static final List<WaitlistEntry> ENTRIES = List.of(
            new WaitlistEntry(ENTRY, USER, 3, 0, AT, 5, AT + 9, new NotifyPrefs(false, true), null),
            new WaitlistEntry(ended(3), ADMIN, 10, -7, AT + 1, 6, 0, NotifyPrefs.ALL, PROMOTION));

    /** One in each status. */
    private static final List<Promotion> PROMOTIONS = List.of(
            promotion(PROMOTION, ended(3), 10, PromotionStatus.PENDING, false, null),
            promotion(ended(4), ended(5), 1, PromotionStatus.USED, false, BOOKING),
            promotion(ended(6), ended(7), 2, PromotionStatus.EXPIRED, true, null));

    /** One that waited at first, one that was promoted at once. */
    private static final List<KeyedJoin> KEYED_JOINS = List.of(
            new KeyedJoin(
                    new WaitlistEntry(ENTRY, USER, 3, 0, AT, 5, AT + 9, new NotifyPrefs(false, true), null), 4, KEY),
            new KeyedJoin(
                    new WaitlistEntry(ended(5), ADMIN, 1, 0, AT + 1, 6, 0, NotifyPrefs.ALL, ended(4)),
                    0,
                    new KeyHash(-3, 4)));

    /** One in each status. */
    private static final List<Booking> BOOKINGS = List.of(
            new Booking(BOOKING, USER, 4, 4_990, BookingStatus.CONFIRMED, AT, 0, AT, KEY, 4_990),
            new Booking(HOLD, USER, 1, 4_990, BookingStatus.PENDING, AT + 1, AT + 9, AT + 1, null, NO_PRICE),
            new Booking(ended(1), ADMIN, 2, 4_990, BookingStatus.CANCELLED, AT, 0, AT + 2, null, NO_PRICE),
            new Booking(ended(2), ADMIN, 3, 0, BookingStatus.EXPIRED, AT, AT + 2, AT + 3, new KeyHash(-1, -2), 0));

    /** Of one user; prices and times at their bounds and beyond. */
    private static final List<Booking> EXTREME_BOOKINGS = List.of(
            new Booking(BOOKING, USER, 10, 9_999_999_999L, BookingStatus.CONFIRMED, AT, 0, AT, null, 9_999_999_999L),
            new Booking(ended(1), USER, 1, 0, BookingStatus.CONFIRMED, AT + 1, AT + 3_600_000_001L, AT + 2, null, 0),
            new Booking(
                    ended(2),
                    USER,
                    255,
                    Long.MAX_VALUE,
                    BookingStatus.CONFIRMED,
                    AT + 2,
                    Long.MAX_VALUE,
                    AT + 2,
                    KEY,
                    1),
            new Booking(
                    ended(3), USER, 1, 1, BookingStatus.CANCELLED, AT + 3, Long.MIN_VALUE, 0, null, Long.MIN_VALUE));

    private Samples() {}

    /** By name: a commit for each fact, one of several, and one without facts. */
    static Map<String, Commit> commits() {
        Map<String, Commit> commits = new TreeMap<>();
        FACTS.forEach((name, fact) -> commits.put(
                "commit-1-" + name,
                new Commit(AT, 2, List.of(fact), new SeatCounts(5_000, 4, 1, 0, 19_960), QueueCounts.NONE)));
        WAITLIST_FACTS.forEach((name, fact) -> commits.put(
                "commit-1-" + name, new Commit(AT, 2, List.of(fact), new SeatCounts(5_000, 4, 1, 3, 19_960), QUEUE)));
        List<Fact> several =
                List.of(FACTS.get("hold-expired"), FACTS.get("booking-made"), FACTS.get("price-changed-by-rule"));
        commits.put(
                "commit-1-of-three",
                new Commit(AT, 7, several, new SeatCounts(5_000, 2_500, 12, 3, 12_475_000L), QueueCounts.NONE));
        commits.put(
                "commit-1-of-four",
                new Commit(
                        AT,
                        9,
                        List.of(
                                FACTS.get("booking-made"),
                                FACTS.get("hold-made"),
                                FACTS.get("booking-cancelled"),
                                FACTS.get("event-created-with-the-least")),
                        new SeatCounts(5_000, 2_500, 12, 3, 12_475_000L),
                        QueueCounts.NONE));
        commits.put(
                "commit-1-with-origins",
                new Commit(
                        AT,
                        9,
                        List.of(
                                FACTS.get("booking-made"),
                                FACTS.get("hold-made"),
                                FACTS.get("hold-expired"),
                                FACTS.get("booking-cancelled")),
                        new SeatCounts(5_000, 2_500, 12, 3, 12_475_000L),
                        QueueCounts.NONE,
                        List.of(
                                new OriginRun(1, new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER)),
                                new OriginRun(1, new Origin("a-client.of_its-own:id", Origin.Role.ADMIN)),
                                new OriginRun(1, Origin.SYSTEM),
                                new OriginRun(300, Origin.UNKNOWN))));
        commits.put("commit-1-mark", new Commit(AT, 8, List.of(), new SeatCounts(5_000, 0, 0, 0, 0), QueueCounts.NONE));
        return commits;
    }

    /** By name: a snapshot for each status of an event. */
    static Map<String, Event> snapshots() {
        return Map.of(
                "event-3-with-everything",
                        new Event(
                                head(EventStatus.ACTIVE, 0, false), BOOKINGS, ENTRIES, PROMOTIONS, QUEUE, KEYED_JOINS),
                "event-3-in-a-zone",
                        new Event(
                                head(IN_A_ZONE, EventStatus.ACTIVE, 0, false),
                                BOOKINGS,
                                ENTRIES,
                                PROMOTIONS,
                                QUEUE,
                                KEYED_JOINS),
                "event-3-with-extremes", withoutWaitlist(head(EventStatus.ACTIVE, 0, false), EXTREME_BOOKINGS),
                "event-3-deleted", withoutWaitlist(head(EventStatus.ACTIVE, 0, true), List.of()),
                "event-2-with-a-waitlist",
                        new Event(head(EventStatus.ACTIVE, 0, false), BOOKINGS, ENTRIES, PROMOTIONS, QUEUE, List.of()),
                "event-2-with-keys-of-the-waitlist",
                        new Event(
                                head(EventStatus.ACTIVE, 0, false), BOOKINGS, ENTRIES, PROMOTIONS, QUEUE, KEYED_JOINS),
                "event-1-active", withoutWaitlist(head(EventStatus.ACTIVE, 0, false), BOOKINGS),
                "event-1-cancelled", withoutWaitlist(head(EventStatus.CANCELLED, AT + 3, false), BOOKINGS),
                "event-1-completed", withoutWaitlist(head(EventStatus.COMPLETED, AT + 3, false), BOOKINGS),
                "event-1-deleted", withoutWaitlist(head(EventStatus.ACTIVE, 0, true), List.of()));
    }

    private static Event withoutWaitlist(EventSummary head, List<Booking> bookings) {
        return new Event(head, bookings, List.of(), List.of(), QueueCounts.NONE, List.of());
    }

    private static Fact joined(int quantity, long expiresAt, NotifyPrefs prefs, KeyHash key, int position) {
        return new Fact.WaitlistJoined(ENTRY, USER, quantity, expiresAt, prefs, key, position);
    }

    private static EventSummary head(EventStatus status, long endedAt, boolean deleted) {
        return head(DETAILS, status, endedAt, deleted);
    }

    private static EventSummary head(Details details, EventStatus status, long endedAt, boolean deleted) {
        return new EventSummary(
                EVENT, details, 5_000, 4_990, 5_988, RULE, 1, status, 3, deleted, !deleted, ADMIN, AT, AT + 2, endedAt,
                9, AT + 3);
    }

    /** The bytes of the sample {@code name}; {@code today} is what a new one would hold. */
    static byte[] bytes(String name, byte[] today) {
        String file = "/records/" + name + ".hex";
        try (InputStream in = Samples.class.getResourceAsStream(file)) {
            assertThat(in)
                    .as(
                            "the sample %s; written today it is %s",
                            file, HexFormat.of().formatHex(today))
                    .isNotNull();
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Promotion promotion(
            UUID id, UUID entryId, int quantity, PromotionStatus status, boolean declined, UUID bookingId) {
        return new Promotion(
                id, entryId, ADMIN, quantity, 4_990, AT, AT + 900_000_000, status, AT + 4, declined, bookingId);
    }

    private static UUID ended(int number) {
        return new UUID(EVENT.getMostSignificantBits(), 0xc000_0000_0000_0000L + number);
    }
}
