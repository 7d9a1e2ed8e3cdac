package io.evently.loadtest.scenario.manyevents;

import io.evently.loadtest.sut.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Who reads and books one event after the other, and what they hear. Success and BUSY are all that may be heard. */
final class Visitors {

    /** More than the events that fit into memory at once may be asked for at once. */
    private static final int VISITORS = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress server;
    private final Tokens tokens;
    private final List<UUID> events;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<UUID, AtomicLong> booked = new ConcurrentHashMap<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    Visitors(InetSocketAddress server, Tokens tokens, List<UUID> events) {
        this.server = server;
        this.tokens = tokens;
        this.events = events;
    }

    /** Comes and goes for that long. */
    void visit(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            Thread thread = new Thread(() -> visitUntil(end), "visitor-" + i);
            thread.start();
            threads.add(thread);
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void visitUntil(long end) {
        UUID user = UUID.randomUUID();
        String token = tokens.user(user);
        while (System.nanoTime() - end < 0) {
            UUID event = events.get(Math.floorMod(turn.getAndIncrement(), events.size()));
            heard(send(request("/v1/events/" + event, token).GET()), 200);
            boolean made = heard(
                    send(request("/v1/events/" + event + "/bookings", tokens.user(UUID.randomUUID()))
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .POST(BodyPublishers.ofString("{\"quantity\": 1}"))),
                    201);
            if (made) {
                booked.computeIfAbsent(event, any -> new AtomicLong()).incrementAndGet();
            }
        }
    }

    /**
     * Confirmed seats of an event, asked for until it is not BUSY; −1 if that does not end.
     *
     * @param within gives up then
     */
    long confirmed(UUID event, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        while (System.nanoTime() - end < 0) {
            HttpResponse<String> answer =
                    send(request("/v1/events/" + event + "/availability", tokens.user(UUID.randomUUID()))
                            .GET());
            if (heard(answer, 200)) {
                return Long.parseLong(answer.body().replaceAll(".*\"confirmedSeats\":(\\d+).*", "$1"));
            }
        }
        return -1;
    }

    private boolean heard(HttpResponse<String> answer, int success) {
        if (answer != null && answer.statusCode() == success) {
            served.incrementAndGet();
            return true;
        }
        boolean isBusy = answer != null
                && answer.statusCode() == 503
                && answer.body().contains("\"BUSY\"")
                && answer.headers().firstValue("Retry-After").isPresent();
        if (isBusy) {
            busy.incrementAndGet();
        } else {
            wrong.add(
                    answer == null
                            ? "no answer"
                            : answer.request().uri() + " " + answer.statusCode() + " " + answer.body());
        }
        return false;
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Bookings of an event that were acknowledged. */
    long booked(UUID event) {
        AtomicLong count = booked.get(event);
        return count == null ? 0 : count.get();
    }

    /** Events of which a booking was made. */
    int eventsBooked() {
        return booked.size();
    }

    long served() {
        return served.get();
    }

    long busy() {
        return busy.get();
    }

    /** Answers that were neither success nor BUSY. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
