package io.evently.loadtest.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.client.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each rule must find the defect it is there for. */
class LedgerAuditTest {

    private static final UUID EVENT = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID USER = new UUID(0, 3);
    private static final int CAPACITY = 100;

    private final Ledger ledger = new Ledger(List.of(EVENT, OTHER), CAPACITY);
    private final Digests stored = new Digests();
    private final Map<UUID, Long> available = new HashMap<>(Map.of(EVENT, 95L, OTHER, 100L));
    private final Map<UUID, Availability> actors = new HashMap<>(Map.of(EVENT, new Availability(95, 0, 0, 5)));
    private final Map<String, Long> attempts = new TreeMap<>(Map.of("CREATED", 2L, "SOLD_OUT", 1L));

    LedgerAuditTest() {
        hear(booked(1, 2));
        hear(booked(2, 3));
        ledger.heard(refusal(409, "SOLD_OUT"), EVENT, USER, 1);
        stored.add(booked(1, 2));
        stored.add(booked(2, 3));
    }

    @Test
    void nothingIsFoundWhereEverythingWasKept() {
        assertThat(violations()).isEmpty();
        assertThat(ledger.bookings()).isEqualTo(2);
        assertThat(ledger.answered()).isEqualTo(3);
    }

    @Test
    void aBookingThatIsNotStoredIsFound() {
        hear(booked(3, 1));
        assertThat(rules()).anyMatch(rule -> rule.startsWith("every booking must be stored as answered"));
    }

    @Test
    void aBookingStoredOtherwiseThanAnsweredIsFound() {
        stored.add(booked(9, 1));
        hear(booked(9, 2));
        assertThat(rules()).anyMatch(rule -> rule.startsWith("every booking must be stored as answered"));
    }

    @Test
    void anAnswerGivenTwiceIsFound() {
        hear(booked(1, 2));
        assertThat(rules()).anyMatch(rule -> rule.startsWith("every booking must be stored as answered"));
    }

    @Test
    void aBookingNobodyHeardOfIsFoundUnlessARequestWasLost() {
        stored.add(booked(9, 1));
        assertThat(rules()).contains("no booking must be stored that nobody heard of");

        ledger.heard(new Outcome.Lost("reset"), EVENT, USER, 1);
        assertThat(rules()).doesNotContain("no booking must be stored that nobody heard of");
    }

    @Test
    void anotherCustomersBookingIsFound() {
        ledger.heard(created(booked(4, 1)), EVENT, new UUID(7, 7), 1);
        assertThat(rules()).contains("answers must be to what was asked");
    }

    @Test
    void tablesThatShowOtherSeatsAreFound() {
        available.put(OTHER, 99L);
        assertThat(rules()).containsExactly("the tables must show each event's seats less those acknowledged");
        available.remove(OTHER);
        assertThat(rules()).containsExactly("the tables must show each event's seats less those acknowledged");
    }

    @Test
    void anActorThatLosesSeatsIsFound() {
        actors.put(EVENT, new Availability(94, 0, 0, 5));
        assertThat(rules()).containsExactly("confirmed + held + promised + available = capacity in the actor");
        actors.put(EVENT, new Availability(96, 0, 0, 4));
        assertThat(rules()).containsExactly("the actor must have confirmed the seats acknowledged");
    }

    @Test
    void aRefusalThatHasNoPlaceHereIsFound() {
        ledger.heard(refusal(409, "EVENT_NOT_ON_SALE"), EVENT, USER, 1);
        attempts.put("EVENT_NOT_ON_SALE", 1L);
        assertThat(rules()).containsExactly("every refusal must be one of [SOLD_OUT]");
    }

    @Test
    void anAttemptWithoutARowIsFound() {
        attempts.put("SOLD_OUT", 0L);
        assertThat(rules()).containsExactly("every attempt must have its row");
    }

    private List<Violation> violations() {
        return LedgerAudit.violations(
                ledger, new LedgerEvidence(stored, available, actors, attempts), Set.of("SOLD_OUT"));
    }

    private List<String> rules() {
        return violations().stream().map(Violation::rule).distinct().toList();
    }

    private void hear(PromisedBooking booked) {
        ledger.heard(created(booked), EVENT, USER, booked.quantity());
    }

    private static PromisedBooking booked(long id, int quantity) {
        return new PromisedBooking(new UUID(0, id), "EVT" + id, EVENT, USER, quantity);
    }

    private static Outcome created(PromisedBooking booked) {
        String body = "{\"id\":\"" + booked.id() + "\",\"reference\":\"" + booked.reference() + "\",\"eventId\":\""
                + booked.eventId() + "\",\"userId\":\"" + booked.userId() + "\",\"quantity\":" + booked.quantity()
                + "}";
        return new Outcome.Answer(201, null, false, body.getBytes(UTF_8), 1);
    }

    private static Outcome refusal(int status, String code) {
        return new Outcome.Answer(status, Duration.ZERO, false, ("{\"code\":\"" + code + "\"}").getBytes(UTF_8), 1);
    }
}
