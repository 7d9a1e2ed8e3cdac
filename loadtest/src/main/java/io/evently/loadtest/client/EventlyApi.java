package io.evently.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The few calls a sale needs besides its load: an admin opens it, anybody looks at it. Every call blocks. */
public final class EventlyApi {

    /** Of a seat. */
    public static final String PRICE = "49.90";

    /** The longest page of a list. */
    private static final int PAGE = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String adminToken;

    /** The API of that server, with an admin's token. */
    public EventlyApi(InetSocketAddress server, String adminToken) {
        this.base = "http://" + server.getAddress().getHostAddress() + ":" + server.getPort();
        this.adminToken = adminToken;
    }

    /**
     * What {@code GET /v1/events/{id}/availability} answers: the actor's own view.
     *
     * @param available seats for sale
     * @param held seats of pending bookings
     * @param promised seats of open promotions
     * @param confirmed seats of confirmed bookings
     */
    public record Availability(long available, long held, long promised, long confirmed) {

        /** Reads the document. */
        public static Availability of(JsonNode json) {
            return new Availability(
                    Json.number(json, "availableSeats"),
                    Json.number(json, "heldSeats"),
                    Json.number(json, "promisedSeats"),
                    Json.number(json, "confirmedSeats"));
        }
    }

    /**
     * What {@code GET /v1/events/{id}} answers about seats.
     *
     * @param capacity all seats
     * @param available seats for sale
     */
    public record EventSeats(long capacity, long available) {}

    /** Creates an event a month ahead with holds of an hour, which no test outlasts; answers its id. */
    public UUID createEvent(String name, int capacity) {
        return createEvent(name, capacity, 15);
    }

    /** The same with a strict queue, whose promotions are open for that long; the shortest is a minute. */
    public UUID createEvent(String name, int capacity, int windowMinutes) {
        var queue = Map.of("policy", "strict", "windowMinutes", windowMinutes);
        return createEvent(name, capacity, Map.of("holdMinutes", 60, "waitlist", queue));
    }

    /** An event a month ahead with these members of its document besides. */
    public UUID createEvent(String name, int capacity, Map<String, Object> rules) {
        Instant date = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> event = new HashMap<>(rules);
        event.put("name", name);
        event.put("venue", "Loopback Arena");
        event.put("eventDate", date.toString());
        event.put("totalCapacity", capacity);
        event.put("basePrice", PRICE);
        return Json.uuid(call("POST", "/v1/events", adminToken, Json.write(event), 201), "id");
    }

    /** Gives an event so many seats in all; whoever waits gets the new ones first. */
    public void grow(UUID eventId, int capacity) {
        call("PATCH", "/v1/events/" + eventId, adminToken, Json.write(Map.of("totalCapacity", capacity)), 200);
    }

    /** Registers somebody; answers their id. */
    public UUID register(String email, String name, String password) {
        var body = Map.of("email", email, "name", name, "password", password);
        return Json.uuid(call("POST", "/v1/users", null, Json.write(body), 201), "id");
    }

    /** Has webhooks of that type about that event sent there; answers the subscription's id. */
    public UUID subscribe(String url, String type, UUID eventId) {
        var body = Map.of("url", url, "types", List.of(type), "eventIds", List.of(eventId.toString()));
        return Json.uuid(call("POST", "/v1/webhooks", adminToken, Json.write(body), 201), "id");
    }

    /** Ends a subscription. */
    public void unsubscribe(UUID webhookId) {
        call("DELETE", "/v1/webhooks/" + webhookId, adminToken, null, 204);
    }

    /** The availability of an event. */
    public Availability availability(UUID eventId) {
        return Availability.of(call("GET", "/v1/events/" + eventId + "/availability", null, null, 200));
    }

    /** The seats of an event as its page shows them. */
    public EventSeats event(UUID eventId) {
        JsonNode json = call("GET", "/v1/events/" + eventId, null, null, 200);
        return new EventSeats(Json.number(json, "totalCapacity"), Json.number(json, "availableSeats"));
    }

    /** Gives an entry of a waitlist another priority. */
    public void setPriority(UUID eventId, UUID entryId, int priority) {
        var body = Map.of("priorityScore", priority, "reason", "a friend of the house");
        call("PATCH", "/v1/events/" + eventId + "/waitlist/" + entryId, adminToken, Json.write(body), 200);
    }

    /** The ids of all entries that wait, as an admin is shown them: who is next first. */
    public List<UUID> line(UUID eventId) {
        List<UUID> line = new ArrayList<>();
        String path = "/v1/events/" + eventId + "/waitlist?limit=" + PAGE;
        JsonNode page = call("GET", path, adminToken, null, 200);
        page.path("items").forEach(entry -> line.add(Json.uuid(entry, "id")));
        while (page.path("nextCursor").isTextual()) {
            String cursor = URLEncoder.encode(Json.text(page, "nextCursor"), StandardCharsets.UTF_8);
            page = call("GET", path + "&cursor=" + cursor, adminToken, null, 200);
            page.path("items").forEach(entry -> line.add(Json.uuid(entry, "id")));
        }
        return line;
    }

    /** The addresses of the cluster's members that are up, as this server sees them. */
    public Set<String> members() {
        Set<String> members = new TreeSet<>();
        call("GET", "/v1/cluster", adminToken, null, 200).path("members").forEach(member -> {
            if (Json.text(member, "status").equalsIgnoreCase("up")) {
                members.add(Json.text(member, "address"));
            }
        });
        return members;
    }

    private JsonNode call(String method, String path, String token, byte[] body, int expected) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, publisher);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() != expected) {
            throw new IllegalStateException(
                    method + " " + path + ": " + response.statusCode() + " " + Json.text(response.body()));
        }
        return response.body().length == 0 ? null : Json.read(response.body());
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
