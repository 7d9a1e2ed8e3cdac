package io.evently.loadtest.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.audit.Tables.BookingRow;
import io.evently.loadtest.audit.Tables.EventRow;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sale.Booked;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.EventlyApi.Availability;
import io.evently.loadtest.sale.EventlyApi.BookingNow;
import io.evently.loadtest.sale.EventlyApi.EventSeats;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A sale of 5 seats: two orders accepted (2 and 3 seats), one refused, and everything stored as it should be. Each test
 * plants one defect and names the rule that must find it.
 */
class SaleAuditTest {

    private final UUID eventId = UUID.randomUUID();
    private final SaleRecord sale = new SaleRecord(eventId, 5);
    private final Order two = sale.add(order(2));
    private final Order three = sale.add(order(3));
    private final Order refused = sale.add(order(1));

    private Availability actor = new Availability(0, 0, 0, 5);
    private EventSeats page = new EventSeats(5, 0);
    private EventRow event = new EventRow(5, 0);
    private final Map<Order, BookingNow> asked = new HashMap<>();
    private final List<BookingRow> rows = new ArrayList<>();
    private final Map<String, Long> attempts = new HashMap<>(Map.of("CREATED", 2L, "SOLD_OUT", 1L));
    private long strays;
    private Expectations expected = Expectations.flashSale();

    SaleAuditTest() {
        two.heard(created(two, "EVT20261122000000000001"));
        three.heard(created(three, "EVT20261122000000000002"));
        refused.heard(problem(409, "SOLD_OUT", null));
        rows.add(row(two));
        rows.add(row(three));
        asked.put(two, new BookingNow(two.booked(), "confirmed"));
    }

    @Test
    void aSaleThatKeptItsPromisesHasNoViolations() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAnEventWithAnotherCapacity() {
        page = new EventSeats(6, 0);
        expectBroken("capacity must be the one on sale");
    }

    @Test
    void findsAnEventWithoutARow() {
        event = null;
        expectBroken("capacity must be the one on sale");
    }

    @Test
    void findsASeatTooManyInTheActor() {
        actor = new Availability(1, 0, 0, 5);
        page = new EventSeats(5, 1);
        event = new EventRow(5, 1);
        expectBroken("confirmed + held + promised + available = capacity in the actor");
    }

    @Test
    void findsAPageThatShowsOtherSeatsThanTheActor() {
        page = new EventSeats(5, 1);
        expectBroken("the event's page must show the actor's available seats");
    }

    @Test
    void findsTablesThatDoNotFollowTheActor() {
        event = new EventRow(5, 2);
        expectBroken("the tables must show the actor's seats");
    }

    @Test
    void findsBookingsTheActorDoesNotKnow() {
        rows.set(0, with(rows.get(0), "pending", rows.get(0).reference()));
        expectBroken("the tables must show the actor's seats", "every accepted order must be stored as answered");
    }

    @Test
    void findsASeatNobodyGot() {
        actor = new Availability(1, 0, 0, 4);
        page = new EventSeats(5, 1);
        event = new EventRow(5, 1);
        expectBroken("every seat must be sold", "the tables must show the actor's seats");
    }

    @Test
    void letsSeatsBeLeftWhereTheSaleWentOn() {
        actor = new Availability(1, 0, 0, 4);
        page = new EventSeats(5, 1);
        event = new EventRow(5, 1);
        expected = Expectations.afterCrashes();
        expectBroken("the tables must show the actor's seats");
    }

    @Test
    void findsAnAcknowledgedBookingThatIsNotStored() {
        rows.remove(1);
        expectBroken("every accepted order must be stored as answered", "the tables must show the actor's seats");
    }

    @Test
    void findsABookingStoredWithAnotherReference() {
        rows.set(0, with(rows.get(0), "confirmed", "EVT20261122000000000009"));
        expectBroken("every accepted order must be stored as answered");
    }

    @Test
    void findsABookingStoredForAnotherUser() {
        BookingRow row = rows.get(0);
        rows.set(0, new BookingRow(row.id(), UUID.randomUUID(), 2, "confirmed", row.reference()));
        expectBroken("every accepted order must be stored as answered");
    }

    @Test
    void findsAnOwnerWhoReadsSomethingElse() {
        asked.put(two, new BookingNow(two.booked(), "cancelled"));
        expectBroken("owners must read what they were answered");
    }

    @Test
    void findsTwoOrdersAnsweredWithOneBooking() {
        var twin = sale.add(order(2));
        twin.heard(created(twin, two.booked().id(), "EVT20261122000000000003"));
        attempts.put("CREATED", 3L);
        expectBroken(
                "no booking and no reference must answer two orders",
                "every accepted order must be stored as answered");
    }

    @Test
    void findsTwoBookingsWithOneReference() {
        var twin = sale.add(order(2));
        twin.heard(created(twin, two.booked().reference()));
        attempts.put("CREATED", 3L);
        expectBroken(
                "no booking and no reference must answer two orders",
                "every accepted order must be stored as answered");
    }

    @Test
    void findsAStoredBookingNobodyAskedFor() {
        rows.add(new BookingRow(UUID.randomUUID(), UUID.randomUUID(), 1, "cancelled", "EVT20261122000000000007"));
        expectBroken("no booking must be stored that nobody asked for");
    }

    @Test
    void findsABookingStoredTwice() {
        rows.add(with(rows.get(0), "cancelled", rows.get(0).reference()));
        expectBroken(
                "no booking must be stored that nobody asked for", "every accepted order must be stored as answered");
    }

    @Test
    void acceptsAStoredBookingWhoseAnswerWasLost() {
        var lost = sale.add(order(1));
        lost.heard(new Outcome.Lost("connection reset"));
        rows.add(new BookingRow(UUID.randomUUID(), lost.buyer().id(), 1, "cancelled", "EVT20261122000000000007"));
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsARepeatWithAnotherAnswer() {
        two.heard(replay(created(two, "EVT20261122000000000008")));
        attempts.put("CREATED", 3L);
        expectBroken("repeats must get the first answer");
    }

    @Test
    void findsARepeatThatIsRefused() {
        two.heard(problem(409, "SOLD_OUT", null));
        attempts.put("SOLD_OUT", 2L);
        expectBroken("repeats must get the first answer");
    }

    @Test
    void acceptsRepeatsWithTheSameAnswer() {
        two.heard(replay(created(two, two.booked().id(), two.booked().reference())));
        attempts.put("CREATED", 3L);
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsARefusalThatIsNotAllowed() {
        refused.heard(problem(409, "PRICE_CHANGED", null));
        attempts.put("PRICE_CHANGED", 1L);
        expectBroken("every refusal must be one of " + expected.allowedRefusals());
    }

    @Test
    void findsAnInternalError() {
        refused.heard(new Outcome.Answer(500, null, false, "oops".getBytes(UTF_8), 1));
        attempts.put("status 500 without a problem document", 1L);
        expectBroken("every refusal must be one of " + expected.allowedRefusals());
    }

    @Test
    void findsABusyThatDoesNotSayWhenToComeBack() {
        refused.heard(problem(503, "BUSY", null));
        attempts.put("BUSY without Retry-After", 1L);
        expectBroken("every refusal must be one of " + expected.allowedRefusals());
    }

    @Test
    void acceptsABusyThatDoes() {
        refused.heard(problem(503, "BUSY", Duration.ofSeconds(1)));
        attempts.put("BUSY", 1L);
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAnAttemptWithoutARow() {
        attempts.remove("SOLD_OUT");
        expectBroken("every attempt must have its row");
    }

    @Test
    void findsAnAttemptStoredTwice() {
        attempts.put("CREATED", 3L);
        expectBroken("every attempt must have its row");
    }

    @Test
    void allowsMissingAttemptsOnlyAfterACrash() {
        attempts.clear();
        expected = Expectations.afterCrashes();
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsTooManyAttemptsEvenAfterACrash() {
        attempts.put("CREATED", 99L);
        expected = Expectations.afterCrashes();
        expectBroken("every attempt must have its row");
    }

    @Test
    void findsRowsInTheWrongDatabase() {
        strays = 1;
        expectBroken("every row must lie in the database of its event");
    }

    private void expectBroken(String... rules) {
        assertThat(violations()).extracting(Violation::rule).containsOnly(rules);
    }

    private List<Violation> violations() {
        return SaleAudit.violations(sale, new Seen(actor, page, asked, event, rows, attempts, strays), expected);
    }

    private Order order(int quantity) {
        return new Order(
                eventId,
                new Buyer(UUID.randomUUID(), "token"),
                UUID.randomUUID().toString(),
                quantity,
                false);
    }

    private static Outcome.Answer created(Order order, String reference) {
        return created(order, UUID.randomUUID(), reference);
    }

    private static Outcome.Answer created(Order order, UUID id, String reference) {
        String body =
                """
                {"id":"%s","reference":"%s","eventId":"%s","userId":"%s","quantity":%d,"status":"confirmed"}
                """
                        .formatted(id, reference, order.eventId(), order.buyer().id(), order.quantity());
        return new Outcome.Answer(201, null, false, body.getBytes(UTF_8), 1);
    }

    private static Outcome.Answer replay(Outcome.Answer first) {
        return new Outcome.Answer(first.status(), null, true, first.body(), 1);
    }

    private static Outcome.Answer problem(int status, String code, Duration retryAfter) {
        return new Outcome.Answer(status, retryAfter, false, ("{\"code\":\"" + code + "\"}").getBytes(UTF_8), 1);
    }

    private static BookingRow row(Order order) {
        Booked booked = order.booked();
        return new BookingRow(booked.id(), booked.userId(), booked.quantity(), "confirmed", booked.reference());
    }

    private static BookingRow with(BookingRow row, String status, String reference) {
        return new BookingRow(row.id(), row.userId(), row.quantity(), status, reference);
    }
}
