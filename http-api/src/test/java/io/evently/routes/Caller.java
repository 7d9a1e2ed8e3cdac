package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Somebody who calls the node over HTTP. Every answer is held against {@code openapi.yaml}. */
final class Caller {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final UUID id;
    private final String token;

    Caller(String address, UUID id, String token) {
        this.address = address;
        this.id = id;
        this.token = token;
    }

    /** Whose token it is; null without one. */
    UUID id() {
        return id;
    }

    String token() {
        return token;
    }

    Answer get(String target, String... headers) {
        return send("GET", target, null, headers);
    }

    Answer delete(String target, String... headers) {
        return send("DELETE", target, null, headers);
    }

    Answer post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    Answer put(String target, String body, String... headers) {
        return send("PUT", target, body, headers);
    }

    Answer patch(String target, String body, String... headers) {
        return send("PATCH", target, body, headers);
    }

    /**
     * Sends a request and reads the answer to its end.
     *
     * @param body null for none
     * @param headers names and values in turn
     */
    Answer send(String method, String target, String body, String... headers) {
        HttpRequest.Builder request = request(target, headers)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = send(request.build(), BodyHandlers.ofString());
        TreeMap<String, String> received = new TreeMap<>();
        response.headers().map().forEach((name, values) -> received.put(name, values.get(0)));
        Answer answer = new Answer(response.statusCode(), received, response.body());
        assertThat(Contract.violations(Contract.operation(method, target), answer))
                .as("%s %s: %s", method, target, answer.body())
                .isEmpty();
        return answer;
    }

    /** One field of every item of a list, read page by page to its end. */
    List<String> pages(String target, String field) {
        List<String> all = new ArrayList<>();
        Answer page = get(target);
        all.addAll(page.items(field));
        while (!page.json().path("nextCursor").isNull()) {
            page = get(target + "&cursor=" + page.text("nextCursor"));
            assertThat(page.items(field)).as("a page behind a cursor").isNotEmpty();
            all.addAll(page.items(field));
        }
        return all;
    }

    /** Opens a stream; its lines come as they are sent. */
    HttpResponse<InputStream> stream(String target, String... headers) {
        return send(request(target, headers).build(), BodyHandlers.ofInputStream());
    }

    /** The same, each line given to whoever listens; completes at the end of the stream. */
    CompletableFuture<HttpResponse<Void>> streamTo(String target, Flow.Subscriber<String> lines) {
        return CLIENT.sendAsync(request(target).build(), BodyHandlers.fromLineSubscriber(lines));
    }

    private HttpRequest.Builder request(String target, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + target)).timeout(Eventually.PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return CLIENT.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
