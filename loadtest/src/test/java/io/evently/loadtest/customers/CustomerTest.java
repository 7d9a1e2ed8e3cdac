package io.evently.loadtest.customers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import io.evently.loadtest.customers.Customer.AfterLoss;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Tokens;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CustomerTest {

    private static final Outcome LOST = new Outcome.Lost("connection reset");
    private static final UUID BOOKING = UUID.randomUUID();

    private final Deque<Task> tasks = new ArrayDeque<>();
    private final History history = new History();
    private final Request first = booking("first");
    private final Request second = booking("second");

    @Test
    void doesOneTaskAfterAnotherUntilThereAreNoMore() {
        tasks.add(Task.of(first));
        tasks.add(Task.of(second));
        var customer = customer(AfterLoss.REPEAT);

        assertThat(sent(customer)).startsWith("POST /v1/events/").contains("Idempotency-Key: first");
        customer.heard(created());
        assertThat(sent(customer)).contains("Idempotency-Key: second");
        customer.heard(refused(409, "SOLD_OUT"));
        assertThat(customer.next()).isInstanceOf(Step.Done.class);
        assertThat(history.operations()).extracting(Operation::verdict).containsExactly(Verdict.OK, Verdict.REFUSED);
        assertThat(history.operations()).extracting(Operation::code).containsExactly(null, "SOLD_OUT");
    }

    @Test
    void goesOnWithTheBookingItWasAnsweredWith() {
        tasks.add(Task.booking(first, Kind.CONFIRM, Kind.CANCEL));
        var customer = customer(AfterLoss.REPEAT);

        sent(customer);
        customer.heard(created());
        assertThat(sent(customer)).startsWith("POST ").contains("/bookings/" + BOOKING + "/confirm");
        customer.heard(changed("confirmed"));
        assertThat(sent(customer)).startsWith("DELETE ").contains("/bookings/" + BOOKING + " ");
        customer.heard(changed("cancelled"));
        assertThat(customer.next()).isInstanceOf(Step.Done.class);
    }

    @Test
    void confirmsNothingThatWasRefused() {
        tasks.add(Task.booking(first, Kind.CONFIRM));
        var customer = customer(AfterLoss.REPEAT);

        sent(customer);
        customer.heard(refused(409, "SOLD_OUT"));
        assertThat(customer.next()).isInstanceOf(Step.Done.class);
    }

    @Test
    void comesBackWhenToldToWithTheSameKey() {
        tasks.add(Task.of(first));
        var customer = customer(AfterLoss.REPEAT);

        sent(customer);
        customer.heard(refused(503, "BUSY"));
        assertThat(customer.next()).isEqualTo(new Step.Pause(Duration.ofSeconds(1)));
        assertThat(sent(customer)).contains("Idempotency-Key: first");
    }

    @Test
    void repeatsWhatWasLostWithTheSameKey() {
        tasks.add(Task.of(first));
        var customer = customer(AfterLoss.REPEAT);

        sent(customer);
        customer.heard(LOST);
        assertThat(sent(customer)).contains("Idempotency-Key: first");
    }

    @Test
    void doesNotAskADeadServerForEver() {
        tasks.add(Task.of(first));
        var customer = customer(AfterLoss.REPEAT);

        int asked = 0;
        while (customer.next() instanceof Step.Send) {
            customer.heard(LOST);
            asked++;
        }
        assertThat(asked).isBetween(2, 100);
    }

    @Test
    void goesHomeWhenTheServerIsBelievedDead() {
        tasks.add(Task.of(first));
        tasks.add(Task.of(second));
        var customer = customer(AfterLoss.STOP);

        sent(customer);
        customer.heard(LOST);
        assertThat(customer.next()).isInstanceOf(Step.Done.class);
        assertThat(history.inDoubt()).extracting(Operation::key).containsExactly("first");
        assertThat(tasks).hasSize(1);
    }

    @Test
    void isInDoubtUntilARepeatTells() {
        heard(first, LOST);
        heard(first, refused(503, "BUSY"));
        assertThat(history.inDoubt()).hasSize(1);
        heard(first, refused(503, "OUTCOME_UNKNOWN"));
        assertThat(history.inDoubt()).hasSize(1);
        heard(first, created());
        assertThat(history.inDoubt()).isEmpty();
        heard(first, LOST);
        assertThat(history.inDoubt()).isEmpty();

        heard(second, LOST);
        heard(second, refused(409, "SOLD_OUT"));
        assertThat(history.inDoubt()).isEmpty();
    }

    @Test
    void aRepeatAsksForTheBookingAndTheLastChangeOfIt() {
        heard(first, LOST);
        assertThat(repeated()).containsExactly(Kind.BOOK);

        heard(first, created());
        heard(Request.of(Kind.CONFIRM, first.eventId(), first.by(), BOOKING), LOST);
        assertThat(repeated()).containsExactly(Kind.BOOK, Kind.CONFIRM);

        heard(Request.of(Kind.CANCEL, first.eventId(), first.by(), BOOKING), LOST);
        heard(Request.of(Kind.CONFIRM, first.eventId(), first.by(), BOOKING), LOST);
        assertThat(repeated()).containsExactly(Kind.BOOK, Kind.CANCEL);
    }

    private List<Kind> repeated() {
        List<Task> repeats = Repeats.of(history.operations(), new Tokens("a-secret-of-at-least-32-characters"));
        assertThat(repeats).hasSize(1);
        Task book = repeats.get(0);
        assertThat(book.request().key()).isEqualTo(first.key());
        Task next = book.next().apply(heard(first, created()));
        return next == null
                ? List.of(book.request().kind())
                : List.of(book.request().kind(), next.request().kind());
    }

    private Operation heard(Request request, Outcome outcome) {
        return history.heard(request, 0, history.sent(), outcome);
    }

    private Customer customer(AfterLoss afterLoss) {
        return new Customer(history, "127.0.0.1:8080", tasks::poll, afterLoss);
    }

    private static String sent(Customer customer) {
        return new String(((Step.Send) customer.next()).request(), ISO_8859_1);
    }

    private static Request booking(String key) {
        return Request.book(UUID.randomUUID(), new Buyer(UUID.randomUUID(), "token"), key, 2, false);
    }

    private static Outcome created() {
        return new Outcome.Answer(201, null, false, ("{\"id\":\"" + BOOKING + "\"}").getBytes(UTF_8), 1);
    }

    private static Outcome changed(String status) {
        return new Outcome.Answer(200, null, false, ("{\"status\":\"" + status + "\"}").getBytes(UTF_8), 1);
    }

    private static Outcome refused(int status, String code) {
        Duration retryAfter = status == 503 ? Duration.ofSeconds(1) : null;
        return new Outcome.Answer(status, retryAfter, false, ("{\"code\":\"" + code + "\"}").getBytes(UTF_8), 1);
    }
}
