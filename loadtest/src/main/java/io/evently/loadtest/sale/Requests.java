package io.evently.loadtest.sale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.util.UUID;

/** The requests of a sale as bytes ready to be sent. */
public final class Requests {

    private final String host;

    /** Requests to that server. */
    public Requests(InetSocketAddress server) {
        host = server.getAddress().getHostAddress() + ":" + server.getPort();
    }

    /** Asks for the order's seats, with its idempotency key. */
    public byte[] book(Order order) {
        String body = "{\"quantity\":" + order.quantity() + (order.hold() ? ",\"hold\":true}" : "}");
        return request(
                "POST",
                "/v1/events/" + order.eventId() + "/bookings",
                order.buyer(),
                "Content-Type: application/json\r\nIdempotency-Key: " + order.key() + "\r\n",
                body);
    }

    /** Confirms the hold the order was answered with. */
    public byte[] confirm(Order order) {
        return request("POST", path(order) + "/confirm", order.buyer(), "", "");
    }

    /** Cancels the booking the order was answered with. */
    public byte[] cancel(Order order) {
        return request("DELETE", path(order), order.buyer(), "", "");
    }

    /** Reads the availability of an event, without a token. */
    public byte[] availability(UUID eventId) {
        return ("GET /v1/events/" + eventId + "/availability HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private static String path(Order order) {
        return "/v1/events/" + order.eventId() + "/bookings/" + order.booked().id();
    }

    /** Any request of a customer; the headers each end with CR and LF, all is ASCII. */
    public byte[] request(String method, String path, Buyer buyer, String headers, String body) {
        return (method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + buyer.token()
                        + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }
}
