package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sale.Order;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.Http;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What a virtual user does about an order, each step recorded in the order itself for the audit. */
final class BookingSteps {

    private static final String ORDER = "order";

    /** In a session: where the server is that this customer was sent to, if it is not the one all are. */
    static final String BASE = "base";

    private BookingSteps() {}

    /** Asks for the seats of a new order. */
    static ChainBuilder book(Function<Session, Order> orders) {
        return exec(session -> session.set(ORDER, orders.apply(session)))
                .exec(recorded(booking(http("book")), List.of(201, 409, 503), Order::heard));
    }

    /** The same where there are seats for all, and nothing else is expected. */
    static ChainBuilder book(Function<Session, Order> orders, Function<Session, String> name) {
        return exec(session -> session.set(ORDER, orders.apply(session)))
                .exec(recorded(booking(http(name)), List.of(201), Order::heard));
    }

    private static HttpRequestActionBuilder booking(Http request) {
        return request.post(session ->
                        base(session) + "/v1/events/" + order(session).eventId() + "/bookings")
                .header("Authorization", BookingSteps::bearer)
                .header("Idempotency-Key", session -> order(session).key())
                .header("Content-Type", "application/json")
                .body(StringBody(session -> "{\"quantity\":" + order(session).quantity() + ",\"hold\":"
                        + order(session).hold() + "}"));
    }

    /** Confirms the hold just made. */
    static ChainBuilder confirm() {
        return recorded(
                http("confirm")
                        .post(session -> path(session) + "/confirm")
                        .header("Authorization", BookingSteps::bearer),
                List.of(200, 503),
                Order::heardOfConfirmation);
    }

    /** Cancels the booking just made. */
    static ChainBuilder cancel() {
        return recorded(
                http("cancel").delete(BookingSteps::path).header("Authorization", BookingSteps::bearer),
                List.of(200, 503),
                Order::heardOfCancellation);
    }

    /** Whether the order just placed was accepted. */
    static boolean accepted(Session session) {
        return order(session).fate() == Order.Fate.ACCEPTED;
    }

    /** Whether the order just placed was for a hold, and accepted. */
    static boolean held(Session session) {
        return accepted(session) && order(session).hold();
    }

    private static ChainBuilder recorded(
            HttpRequestActionBuilder request, List<Integer> allowed, BiConsumer<Order, Outcome> record) {
        return Heard.by(request, allowed, (session, outcome) -> {
            record.accept(order(session), outcome);
            return session;
        });
    }

    private static String base(Session session) {
        return session.contains(BASE) ? session.getString(BASE) : "";
    }

    private static Order order(Session session) {
        return session.get(ORDER);
    }

    private static String bearer(Session session) {
        return "Bearer " + order(session).buyer().token();
    }

    private static String path(Session session) {
        return base(session) + "/v1/events/" + order(session).eventId() + "/bookings/"
                + order(session).booked().id();
    }
}
