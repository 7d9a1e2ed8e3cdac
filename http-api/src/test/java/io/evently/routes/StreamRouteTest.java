package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Availability as server-sent events, as a browser reads them. */
@ExtendWith(WholeApi.Shared.class)
class StreamRouteTest {

    private static final String[] AS_A_BROWSER = {"Accept", "text/event-stream"};

    private static WholeApi api;
    private static Caller admin;
    private static Caller anna;
    private static Caller stranger;

    @BeforeAll
    static void use(WholeApi running) {
        api = running;
        admin = api.newAdmin();
        anna = api.newUser();
        stranger = api.stranger();
    }

    @Test
    void theDocumentOfThisMomentComesFirstAndChangesFollow() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        String now = stranger.get(event + "/availability").body();

        try (Stream stream = watch(event)) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            Message first = stream.next();
            assertThat(first.data()).isEqualTo(now);
            assertThat(first.id())
                    .isEqualTo(Long.toString(stranger.get(event + "/availability")
                            .json()
                            .path("revision")
                            .asLong()));

            anna.post(event + "/bookings", "{\"quantity\": 2}");
            Message second = stream.next();
            assertThat(second.data())
                    .isEqualTo(stranger.get(event + "/availability").body())
                    .contains("\"confirmedSeats\":3");
            assertThat(Long.parseLong(second.id())).isGreaterThan(Long.parseLong(first.id()));

            admin.put(event + "/price", "{\"price\": \"1.00\", \"reason\": \"Last call\"}");
            assertThat(stream.next().data()).contains("\"currentPrice\":\"1.00\"");

            admin.post(event + "/cancel", "{\"reason\": \"Rain\"}");
            assertThat(stream.next().data()).contains("\"status\":\"cancelled\"");
        }
    }

    @Test
    void whoReconnectsGetsTheDocumentOnlyIfItIsNewer() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        String seen;
        try (Stream stream = watch(event)) {
            seen = stream.next().id();
        }

        try (Stream upToDate = watch(event, "Last-Event-ID", seen)) {
            upToDate.awaitComment();
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(upToDate.next().data()).contains("\"confirmedSeats\":1");
        }
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        try (Stream behind = watch(event, "Last-Event-ID", seen)) {
            assertThat(behind.next().data()).as("no history").contains("\"confirmedSeats\":2");
        }
    }

    /** What stands in for browsers' own reconnecting cannot send the header. */
    @Test
    void theLastIdMayBeAParameter() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        long now = stranger.get(event + "/availability").json().path("revision").asLong();

        try (Stream upToDate = watchAt(event + "/stream?lastEventId=" + now);
                Stream browser = watchAt(event + "/stream?lastEventId=" + now, "Last-Event-ID", "0")) {
            assertThat(browser.next().id()).as("the header goes first").isEqualTo(Long.toString(now));
            upToDate.awaitComment();
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(upToDate.next().data()).contains("\"confirmedSeats\":2");
        }
    }

    @Test
    void itSaysWhenToComeBack() throws IOException {
        try (Stream stream = watch(Concert.on(admin, 10, "49.90"))) {
            assertThat(stream.line()).matches("retry: [1-4]\\d{3}");
        }
    }

    @Test
    void whoIsGoneIsNotWatchedForAnyMore() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        Eventually.until(() -> metric("evently_streams_events") == 0);
        try (Stream one = watch(event);
                Stream other = watch(event)) {
            one.next();
            other.next();
            Eventually.until(() -> metric("evently_streams_events") == 1);
        }
        Eventually.until(() -> metric("evently_streams_events") == 0);
    }

    private static double metric(String name) {
        return stranger.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    /** Browsers send back what they got; it was never one of these. */
    @Test
    void anIdThatIsNoneOfOursIsRefused() {
        String stream = Concert.on(admin, 10, "49.90") + "/stream";
        for (String id : new String[] {"", "-1", "one", "99999999999999999999", "1e3"}) {
            assertThat(stranger.get(stream, "Last-Event-ID", id).code()).as(id).isEqualTo("INVALID_REQUEST");
            assertThat(stranger.get(stream + "?lastEventId=" + id).code())
                    .as(id)
                    .isEqualTo("INVALID_REQUEST");
        }
        assertThat(stranger.get(stream, "Last-Event-ID", "1", "Last-Event-ID", "2")
                        .code())
                .isEqualTo("INVALID_REQUEST");
    }

    @Test
    void theStreamEndsWithTheEvent() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        try (Stream stream = watch(event)) {
            stream.next();

            admin.delete(event);

            stream.awaitEnd();
        }
    }

    @Test
    void aQuietStreamShowsThatItIsAlive() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        try (Stream stream = watch(event)) {
            stream.awaitComment();
            stream.next();

            stream.awaitComment();
        }
    }

    @Test
    void whoLeavesHoldsNobodyUp() throws IOException {
        String event = Concert.on(admin, 100, "49.90");
        try (Stream stays = watch(event)) {
            stays.next();
            for (int i = 0; i < 20; i++) {
                try (Stream leaves = watch(event)) {
                    leaves.next();
                }
            }
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(stays.next().data()).contains("\"confirmedSeats\":1");
        }
    }

    private static Stream watch(String event, String... headers) {
        return watchAt(event + "/stream", headers);
    }

    private static Stream watchAt(String target, String... headers) {
        String[] all = java.util.stream.Stream.of(AS_A_BROWSER, headers)
                .flatMap(java.util.stream.Stream::of)
                .toArray(String[]::new);
        return new Stream(stranger.stream(target, all));
    }

    private record Message(String id, String data) {}

    /** Reads as the specification of server-sent events says, and not for ever. */
    private static final class Stream implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final BufferedReader reader;

        Stream(HttpResponse<InputStream> response) {
            this.response = response;
            this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        Message next() {
            String id = null;
            String data = null;
            for (String line = line(); !line.isEmpty() || data == null; line = line()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            return new Message(id, data);
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
            return Eventually.answer(CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.readLine();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }
}
