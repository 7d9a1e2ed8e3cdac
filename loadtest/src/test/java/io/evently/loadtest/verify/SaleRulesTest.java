package io.evently.loadtest.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.client.EventlyApi.EventSeats;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.verify.JournalCommit.Seats;
import io.evently.loadtest.verify.SaleRules.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a sale that is over must have come to: each expectation is met by a healthy run, and is seen when it is not. */
class SaleRulesTest {

    private static final Set<String> NONE = Set.of();
    private static final Expectations EXPECTED =
            new Expectations(false, Set.of(Refusal.SOLD_OUT, Refusal.BUSY), Set.of(Refusal.BUSY), true);

    private final Evidence evidence = answered(SyntheticRun.of(20261128, 1, 400).evidence());
    private final UUID eventId = evidence.journals().keySet().iterator().next();
    private final Seats seats = last(evidence.journals().get(eventId));
    private final int available = seats.capacity() - seats.confirmed() - seats.held() - seats.promised();
    private Sale sale = new Sale(eventId, seats.capacity());
    private Shown shown = new Shown(
            new Availability(available, seats.held(), seats.promised(), seats.confirmed()),
            new EventSeats(seats.capacity(), available),
            Replay.of(eventId, evidence.journals().get(eventId), new Findings())
                    .event()
                    .line
                    .ids(),
            attempts(evidence.operations()));

    @Test
    void aHealthySaleMeetsAll() {
        assertThat(broken(evidence, EXPECTED)).isEmpty();
        assertThat(shown.attempts()).containsKeys(Tables.CREATED, Refusal.SOLD_OUT);
    }

    @Test
    void findsAnotherCapacityThanTheOneOnSale() {
        sale = new Sale(eventId, sale.capacity() + 1);
        assertThat(broken(evidence, EXPECTED)).containsExactly(SaleRules.CAPACITY);
    }

    @Test
    void findsAnEventWithoutAJournal() {
        sale = new Sale(UUID.randomUUID(), 1);
        assertThat(broken(evidence, EXPECTED)).containsExactly(SaleRules.CAPACITY);
    }

    @Test
    void findsAnActorOrAPageThatShowsOtherSeats() {
        Shown healthy = shown;
        shown = new Shown(
                new Availability(available + 1, seats.held(), seats.promised(), seats.confirmed()),
                healthy.page(),
                healthy.line(),
                healthy.attempts());
        assertThat(broken(evidence, EXPECTED)).containsExactly(SaleRules.PAGES);
        shown = new Shown(
                healthy.actor(), new EventSeats(seats.capacity(), available - 1), healthy.line(), healthy.attempts());
        assertThat(broken(evidence, EXPECTED)).containsExactly(SaleRules.PAGES);
    }

    @Test
    void findsASeatNobodyGot() {
        Expectations soldOut = new Expectations(true, EXPECTED.bookingRefusals(), EXPECTED.otherRefusals(), true);
        // Cancelled at its end: all seats are free.
        assertThat(seats.confirmed()).isLessThan(seats.capacity());
        assertThat(broken(evidence, soldOut)).containsExactly(SaleRules.SOLD_OUT);
    }

    @Test
    void findsALineInAnotherOrder() {
        // Until the last who waited leave with the event.
        List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(eventId));
        while (waiting(journal).size() < 2) {
            journal.remove(journal.size() - 1);
        }
        List<UUID> line = new ArrayList<>(waiting(journal));
        Evidence earlier = evidence.withJournal(eventId, journal);
        Seats then = last(journal);
        int free = then.capacity() - then.confirmed() - then.held() - then.promised();
        Availability actor = new Availability(free, then.held(), then.promised(), then.confirmed());
        shown = new Shown(actor, new EventSeats(then.capacity(), free), List.copyOf(line), shown.attempts());
        assertThat(broken(earlier, EXPECTED)).isEmpty();
        Collections.swap(line, 0, 1);
        shown = new Shown(actor, shown.page(), line, shown.attempts());
        assertThat(broken(earlier, EXPECTED)).containsExactly(SaleRules.LINE);
    }

    private List<UUID> waiting(List<JournalCommit> journal) {
        return Replay.of(eventId, journal, new Findings()).event().line.ids();
    }

    @Test
    void findsARefusalThatIsNotExpected() {
        assertThat(broken(evidence, new Expectations(false, Set.of(Refusal.BUSY), NONE, true)))
                .contains(SaleRules.REFUSALS);
        assertThat(broken(with(Kind.CONFIRM, Verdict.REFUSED, 409, Refusal.SOLD_OUT), EXPECTED))
                .containsExactly(SaleRules.REFUSALS);
        assertThat(broken(with(Kind.CANCEL, Verdict.UNKNOWN, 500, "status 500 without a code"), EXPECTED))
                .containsExactly(SaleRules.REFUSALS);
        assertThat(broken(with(Kind.CANCEL, Verdict.UNKNOWN, 503, "BUSY without Retry-After"), EXPECTED))
                .containsExactly(SaleRules.REFUSALS);
        assertThat(broken(with(Kind.CANCEL, Verdict.REFUSED, 503, Refusal.BUSY), EXPECTED))
                .isEmpty();
    }

    @Test
    void asksNobodyWhoTheyAre() {
        assertThat(broken(with(Kind.AVAILABILITY, Verdict.UNKNOWN, 0, null), EXPECTED))
                .isEmpty();
    }

    @Test
    void letsSomebodyWhoLostAnAnswerHearWhatTheLostRequestDid() {
        Evidence refused = with(Kind.LEAVE, Verdict.REFUSED, 404, Refusal.NOT_FOUND);
        assertThat(broken(refused, EXPECTED)).containsExactly(SaleRules.REFUSALS);

        List<Operation> operations = new ArrayList<>(refused.operations());
        Operation answer = operations.get(operations.size() - 1);
        operations.add(operations.size() - 1, answer.answered(Verdict.UNKNOWN, 0, null, null, false));
        assertThat(broken(refused.withOperations(operations), EXPECTED)).isEmpty();
    }

    @Test
    void findsAnAttemptWithoutARowAndARowTooMany() {
        Map<String, Long> healthy = shown.attempts();
        attempts(Tables.CREATED, -1);
        assertThat(broken(evidence, EXPECTED)).containsExactly(SaleRules.ATTEMPTS);
        // After a crash some may be missing, but none may be there that was not made.
        assertThat(broken(evidence, crashed())).isEmpty();

        shown = new Shown(shown.actor(), shown.page(), shown.line(), healthy);
        attempts(Tables.CREATED, 1);
        assertThat(broken(evidence, EXPECTED)).contains(SaleRules.ATTEMPTS);
        attempts(Tables.CREATED, 1_000);
        assertThat(broken(evidence, crashed())).containsExactly(SaleRules.ATTEMPTS);
    }

    private static Expectations crashed() {
        return new Expectations(false, EXPECTED.bookingRefusals(), EXPECTED.otherRefusals(), false);
    }

    private void attempts(String code, long more) {
        Map<String, Long> other = new TreeMap<>(shown.attempts());
        other.merge(code, more, Long::sum);
        shown = new Shown(shown.actor(), shown.page(), shown.line(), other);
    }

    /** The same, and another answer heard by somebody. */
    private Evidence with(Kind kind, Verdict verdict, int status, String code) {
        List<Operation> operations = new ArrayList<>(evidence.operations());
        Operation some = operations.stream()
                .filter(each -> each.kind() == kind && !each.unknown())
                .findFirst()
                .orElseThrow();
        Operation stranger = new Operation(
                some.number(),
                kind,
                eventId,
                kind == Kind.AVAILABILITY ? null : UUID.randomUUID(),
                some.subject(),
                null,
                0,
                false,
                0,
                some.invokedNanos(),
                some.endedNanos(),
                verdict,
                status,
                code,
                null,
                false);
        operations.add(stranger);
        return evidence.withOperations(operations);
    }

    private List<String> broken(Evidence some, Expectations expected) {
        return SaleRules.violations(some, Map.of(sale, shown), expected).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    private static Seats last(List<JournalCommit> journal) {
        return journal.get(journal.size() - 1).seats();
    }

    /** The decider's refusals of a synthetic run have no code; those who book hear that all is sold. Nothing is lost. */
    private static Evidence answered(Evidence healthy) {
        UnaryOperator<Operation> told = each -> each.kind() == Kind.BOOK && !each.ok()
                ? each.answered(Verdict.REFUSED, 409, Refusal.SOLD_OUT, null, false)
                : each;
        return healthy.withOperations(healthy.operations().stream().map(told).toList());
    }

    private static Map<String, Long> attempts(List<Operation> operations) {
        Map<String, Long> attempts = new TreeMap<>();
        operations.stream()
                .filter(each -> each.kind() == Kind.BOOK)
                .forEach(each -> attempts.merge(each.ok() ? Tables.CREATED : each.code(), 1L, Long::sum));
        return attempts;
    }
}
