package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Reads as the specification of server-sent events says, and not for ever. */
final class EventStream implements AutoCloseable {

    static final String[] AS_A_BROWSER = {"Accept", "text/event-stream"};

    final HttpResponse<InputStream> response;
    private final BufferedReader reader;

    EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** @param event null: it has no name */
    record Message(String event, String id, String data) {}

    static EventStream open(Caller caller, String target, String... headers) {
        String[] all = java.util.stream.Stream.of(AS_A_BROWSER, headers)
                .flatMap(java.util.stream.Stream::of)
                .toArray(String[]::new);
        return new EventStream(caller.stream(target, all));
    }

    Message next() {
        String event = null;
        String id = null;
        String data = null;
        for (String line = line(); !line.isEmpty() || data == null; line = line()) {
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        return new Message(event, id, data);
    }

    void awaitComment() {
        assertThatCode(() -> {
                    while (!line().startsWith(":")) {}
                })
                .doesNotThrowAnyException();
    }

    void awaitEnd() {
        String line = line();
        while (line != null) {
            assertThat(line).as("nothing but signs of life").isIn(":", "");
            line = line();
        }
    }

    /** The next line; null at the end. */
    String line() {
        return Eventually.answer(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return reader.readLine();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                read -> new Thread(read, "reader").start()));
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
