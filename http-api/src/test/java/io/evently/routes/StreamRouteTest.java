package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Availability as server-sent events, as a browser reads them. */
@ExtendWith(WholeApi.Shared.class)
class StreamRouteTest {

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

        try (EventStream stream = watch(event)) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            EventStream.Message first = stream.next();
            assertThat(first.data()).isEqualTo(now);
            assertThat(first.id())
                    .isEqualTo(Long.toString(stranger.get(event + "/availability")
                            .json()
                            .path("revision")
                            .asLong()));

            anna.post(event + "/bookings", "{\"quantity\": 2}");
            EventStream.Message second = stream.next();
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
        try (EventStream stream = watch(event)) {
            seen = stream.next().id();
        }

        try (EventStream upToDate = watch(event, "Last-Event-ID", seen)) {
            upToDate.awaitComment();
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(upToDate.next().data()).contains("\"confirmedSeats\":1");
        }
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        try (EventStream behind = watch(event, "Last-Event-ID", seen)) {
            assertThat(behind.next().data()).as("no history").contains("\"confirmedSeats\":2");
        }
    }

    /** What stands in for browsers' own reconnecting cannot send the header. */
    @Test
    void theLastIdMayBeAParameter() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        long now = stranger.get(event + "/availability").json().path("revision").asLong();

        try (EventStream upToDate = watchAt(event + "/stream?lastEventId=" + now);
                EventStream browser = watchAt(event + "/stream?lastEventId=" + now, "Last-Event-ID", "0")) {
            assertThat(browser.next().id()).as("the header goes first").isEqualTo(Long.toString(now));
            upToDate.awaitComment();
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(upToDate.next().data()).contains("\"confirmedSeats\":2");
        }
    }

    @Test
    void itSaysWhenToComeBack() throws IOException {
        try (EventStream stream = watch(Concert.on(admin, 10, "49.90"))) {
            assertThat(stream.line()).matches("retry: [1-4]\\d{3}");
        }
    }

    @Test
    void whoIsGoneIsNotWatchedForAnyMore() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        Eventually.until(() -> metric("evently_streams_events") == 0);
        try (EventStream one = watch(event);
                EventStream other = watch(event)) {
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
        try (EventStream stream = watch(event)) {
            stream.next();

            admin.delete(event);

            stream.awaitEnd();
        }
    }

    @Test
    void aQuietStreamShowsThatItIsAlive() throws IOException {
        String event = Concert.on(admin, 10, "49.90");
        try (EventStream stream = watch(event)) {
            stream.awaitComment();
            stream.next();

            stream.awaitComment();
        }
    }

    @Test
    void whoLeavesHoldsNobodyUp() throws IOException {
        String event = Concert.on(admin, 100, "49.90");
        try (EventStream stays = watch(event)) {
            stays.next();
            for (int i = 0; i < 20; i++) {
                try (EventStream leaves = watch(event)) {
                    leaves.next();
                }
            }
            anna.post(event + "/bookings", "{\"quantity\": 1}");
            assertThat(stays.next().data()).contains("\"confirmedSeats\":1");
        }
    }

    private static EventStream watch(String event, String... headers) {
        return watchAt(event + "/stream", headers);
    }

    private static EventStream watchAt(String target, String... headers) {
        return EventStream.open(stranger, target, headers);
    }
}
