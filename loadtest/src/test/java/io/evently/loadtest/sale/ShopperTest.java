package io.evently.loadtest.sale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import io.evently.loadtest.sale.Errand.Action;
import io.evently.loadtest.sale.Shopper.AfterLoss;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShopperTest {

    private static final Outcome LOST = new Outcome.Lost("connection reset");

    private final Deque<Errand> errands = new ArrayDeque<>();
    private final Order first = order("first");
    private final Order second = order("second");

    @Test
    void runsOneErrandAfterAnotherUntilThereAreNoMore() {
        errands.add(Errand.booking(first));
        errands.add(Errand.booking(second));
        var shopper = shopper(AfterLoss.REPEAT);

        assertThat(sent(shopper)).startsWith("POST /v1/events/").contains("Idempotency-Key: first");
        shopper.heard(created(first));
        assertThat(sent(shopper)).contains("Idempotency-Key: second");
        shopper.heard(refused(409, "SOLD_OUT"));
        assertThat(shopper.next()).isInstanceOf(Step.Done.class);
    }

    @Test
    void goesOnWithTheBookingItWasAnsweredWith() {
        errands.add(new Errand(first, List.of(Action.BOOK, Action.CONFIRM, Action.CANCEL)));
        var shopper = shopper(AfterLoss.REPEAT);

        sent(shopper);
        shopper.heard(created(first));
        String booking = "/bookings/" + first.booked().id();
        assertThat(sent(shopper)).startsWith("POST ").contains(booking + "/confirm");
        shopper.heard(changed("confirmed"));
        assertThat(sent(shopper)).startsWith("DELETE ").contains(booking + " ");
        shopper.heard(changed("cancelled"));
        assertThat(shopper.next()).isInstanceOf(Step.Done.class);
        assertThat(first.possibleStatuses()).containsExactly("cancelled");
    }

    @Test
    void confirmsNothingThatWasRefused() {
        errands.add(new Errand(first, List.of(Action.BOOK, Action.CONFIRM)));
        var shopper = shopper(AfterLoss.REPEAT);

        sent(shopper);
        shopper.heard(refused(409, "SOLD_OUT"));
        assertThat(shopper.next()).isInstanceOf(Step.Done.class);
    }

    @Test
    void comesBackWhenToldToWithTheSameKey() {
        errands.add(Errand.booking(first));
        var shopper = shopper(AfterLoss.REPEAT);

        sent(shopper);
        shopper.heard(refused(503, "BUSY"));
        assertThat(shopper.next()).isEqualTo(new Step.Pause(Duration.ofSeconds(1)));
        assertThat(sent(shopper)).contains("Idempotency-Key: first");
    }

    @Test
    void repeatsWhatWasLostWithTheSameKey() {
        errands.add(Errand.booking(first));
        var shopper = shopper(AfterLoss.REPEAT);

        sent(shopper);
        shopper.heard(LOST);
        assertThat(sent(shopper)).contains("Idempotency-Key: first");
    }

    @Test
    void doesNotAskADeadServerForEver() {
        errands.add(Errand.booking(first));
        var shopper = shopper(AfterLoss.REPEAT);

        int asked = 0;
        while (shopper.next() instanceof Step.Send) {
            shopper.heard(LOST);
            asked++;
        }
        assertThat(asked).isBetween(2, 100);
    }

    @Test
    void goesHomeWhenTheServerIsBelievedDead() {
        errands.add(Errand.booking(first));
        errands.add(Errand.booking(second));
        var shopper = shopper(AfterLoss.STOP);

        sent(shopper);
        shopper.heard(LOST);
        assertThat(shopper.next()).isInstanceOf(Step.Done.class);
        assertThat(first.fate()).isEqualTo(Order.Fate.UNKNOWN);
        assertThat(errands).hasSize(1);
    }

    @Test
    void aRepeatAsksForTheBookingAndTheLastChangeOfIt() {
        assertThat(Errand.repeating(first).steps()).containsExactly(Action.BOOK);

        first.heard(created(first));
        first.heardOfConfirmation(LOST);
        assertThat(Errand.repeating(first).steps()).containsExactly(Action.BOOK, Action.CONFIRM);

        first.heardOfCancellation(LOST);
        assertThat(Errand.repeating(first).steps()).containsExactly(Action.BOOK, Action.CANCEL);
    }

    private Shopper shopper(AfterLoss afterLoss) {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
        return new Shopper(new Requests(server), errands::poll, afterLoss);
    }

    private static String sent(Shopper shopper) {
        return new String(((Step.Send) shopper.next()).request(), ISO_8859_1);
    }

    private static Order order(String key) {
        return new Order(UUID.randomUUID(), new Buyer(UUID.randomUUID(), "token"), key, 2, false);
    }

    private static Outcome created(Order order) {
        String body =
                """
                {"id":"%s","reference":"EVT20261122000000000001","eventId":"%s","userId":"%s","quantity":2}
                """
                        .formatted(
                                UUID.randomUUID(),
                                order.eventId(),
                                order.buyer().id());
        return new Outcome.Answer(201, null, false, body.getBytes(UTF_8), 1);
    }

    private static Outcome changed(String status) {
        return new Outcome.Answer(200, null, false, ("{\"status\":\"" + status + "\"}").getBytes(UTF_8), 1);
    }

    private static Outcome refused(int status, String code) {
        Duration retryAfter = status == 503 ? Duration.ofSeconds(1) : null;
        return new Outcome.Answer(status, retryAfter, false, ("{\"code\":\"" + code + "\"}").getBytes(UTF_8), 1);
    }
}
