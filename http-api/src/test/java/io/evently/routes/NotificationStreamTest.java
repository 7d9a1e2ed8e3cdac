package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.access.Principal;
import io.evently.http.server.RawClient;
import io.evently.routes.EventStream.Message;
import io.evently.tables.message.NotificationRow;
import io.evently.user.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** What comes into an inbox, as it comes. */
@ExtendWith(WholeApi.Shared.class)
class NotificationStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "/v1/notifications/stream";

    private WholeApi api;
    private Told told;
    private Caller anna;

    @BeforeEach
    void use(WholeApi running) {
        api = running;
        told = new Told(api.databases());
        anna = api.newUser();
    }

    @Test
    void whatComesIsToldAndWhatWasThereIsNot() throws IOException {
        told.tell(anna.id(), "before");
        try (EventStream stream = open()) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.line()).matches("retry: [1-4]\\d{3}");
            NotificationRow row = told.tell(anna.id(), "one");
            told.tell(api.newUser().id(), "somebody else's");
            told.tellByMail(anna.id(), "by mail");

            Message first = stream.next();

            assertThat(first.event()).isEqualTo("notification");
            JsonNode document = JSON.readTree(first.data());
            assertThat(document.path("id").asText()).isEqualTo(row.id().toString());
            assertThat(document.path("streamId").asText()).isEqualTo(first.id());
            assertThat(Contract.violations("Notification", document)).isEmpty();
            assertThat(document)
                    .as("as the list shows it")
                    .isEqualTo(
                            anna.get("/v1/notifications").json().path("items").get(0));
            told.tell(anna.id(), "two");
            assertThat(text(stream.next())).isEqualTo("two");
        }
    }

    @Test
    void everyStreamOfAPersonIsTold() throws IOException {
        try (EventStream phone = open();
                EventStream desk = open()) {
            phone.line();
            desk.line();
            told.tell(anna.id(), 3);
            for (EventStream each : List.of(phone, desk)) {
                assertThat(Stream.generate(() -> text(each.next())).limit(3)).containsExactly("1", "2", "3");
            }
        }
    }

    /** While messages come, streams end again and again: nothing twice, nothing missing. */
    @Test
    void whoeverReconnectsHearsOfEverythingOnce() throws IOException {
        int all = 120;
        List<String> heard = new ArrayList<>();
        String seen = Long.toString(newestNumber());
        CompletableFuture<Void> telling = CompletableFuture.runAsync(
                () -> IntStream.rangeClosed(1, all).forEach(n -> told.tell(anna.id(), Integer.toString(n))),
                work -> new Thread(work, "teller").start());
        while (heard.size() < all) {
            try (EventStream stream = open("Last-Event-ID", seen)) {
                for (int i = 0; i < 7 && heard.size() < all; i++) {
                    Message message = stream.next();
                    heard.add(text(message));
                    seen = message.id();
                }
            }
        }
        Eventually.answer(telling);
        assertThat(heard)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, all)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void whoeverMissedMuchHearsOfTheNewestAndThatThereIsMore() throws IOException {
        long before = newestNumber();
        told.tell(anna.id(), 250);
        try (EventStream stream = EventStream.open(anna, STREAM + "?lastEventId=" + before)) {
            Message more = stream.next();
            assertThat(more).isEqualTo(new Message("more", null, "{\"list\":\"/v1/notifications\"}"));
            assertThat(Stream.generate(() -> text(stream.next())).limit(200))
                    .containsExactlyElementsOf(IntStream.rangeClosed(51, 250)
                            .mapToObj(Integer::toString)
                            .toList());
            told.tell(anna.id(), "new");
            assertThat(text(stream.next())).isEqualTo("new");
        }
    }

    /** A database that was restored hands out lower numbers than before. */
    @Test
    void aNumberThatDoesNotExistYetIsTakenForTheNewest() throws IOException {
        told.tell(anna.id(), "before");
        try (EventStream stream = open("Last-Event-ID", "999999999999999999")) {
            CompletableFuture<Message> heard =
                    CompletableFuture.supplyAsync(stream::next, work -> new Thread(work, "listener").start());
            // Those that come before the stream has begun to listen are in the list only.
            Eventually.until(() -> {
                told.tell(anna.id(), "after");
                return heard.isDone();
            });
            assertThat(text(Eventually.answer(heard))).isEqualTo("after");
        }
    }

    @Test
    void anIdThatIsNoneOfOursIsRefused() {
        for (String id : new String[] {"", "-1", "one", "99999999999999999999"}) {
            assertThat(anna.get(STREAM, "Last-Event-ID", id).code()).as(id).isEqualTo("INVALID_REQUEST");
            assertThat(anna.get(STREAM + "?lastEventId=" + id).code()).as(id).isEqualTo("INVALID_REQUEST");
        }
        assertThat(api.stranger().get(STREAM).code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void aStreamEndsWithItsToken() throws IOException {
        Caller briefly =
                api.holderOf(api.tokens.issue(new Principal(UUID.randomUUID(), Role.USER), Duration.ofSeconds(3)));
        try (EventStream stream = EventStream.open(briefly, STREAM)) {
            stream.awaitComment();
            stream.awaitEnd();
        }
    }

    @Test
    void aStreamEndsWhenItsUserLogsOut() throws IOException {
        String email = UUID.randomUUID() + "@example.org";
        String user =
                "{\"email\": \"%s\", \"name\": \"Ada\", \"password\": \"correct horse battery\"}".formatted(email);
        api.stranger().post("/v1/users", user);
        String session = user.replace(", \"name\": \"Ada\"", "");
        Caller ada = api.holderOf(api.stranger().post("/v1/sessions", session).text("accessToken"));
        try (EventStream stream = EventStream.open(ada, STREAM)) {
            stream.awaitComment();
            assertThat(ada.delete("/v1/sessions?everywhere=true").status()).isEqualTo(204);
            for (String line = stream.line(); line != null; line = stream.line()) {
                assertThat(line).isNotNull();
            }
        }
    }

    @Test
    void whatIsOpenAndWhatWasToldIsCounted() throws IOException {
        double toldBefore = metric("evently_notifications_streamed_total");
        Eventually.until(() -> metric("evently_notifications_streams") == 0);
        try (EventStream stream = open()) {
            Eventually.until(() -> metric("evently_notifications_streams") == 1);
            told.tell(anna.id(), "one");
            stream.next();
            // It is counted just after it was handed over.
            Eventually.until(() -> metric("evently_notifications_streamed_total") > toldBefore);
            Eventually.until(() -> metric("evently_notifications_lag_seconds_count") > 0);
        }
        Eventually.until(() -> metric("evently_notifications_streams") == 0);
    }

    /** What the sockets do not take and the bound does not hold is not lost: it is for the next stream. */
    @Test
    void whoeverReadsTooSlowlyIsCutOffAndGoesOn() throws IOException {
        long before = newestNumber();
        int all = 2_000;
        String token = "Authorization: Bearer " + anna.token() + "\r\nLast-Event-ID: " + before + "\r\n";
        List<Long> numbers = new ArrayList<>();
        try (RawClient slow = new RawClient(api.port(), "127.0.0.1", 4_096)) {
            assertThat(slow.request("GET", STREAM, token, "").answerToHead().status())
                    .isEqualTo(200);
            told.tellAtLength(anna.id(), all, 8_000);
            // What was taken is noted when a page of a thousand was told.
            Eventually.until(() -> told.delivered(anna.id()) > 0);
            for (String line : slow.everything().split("\n")) {
                if (line.startsWith("id: ")) {
                    numbers.add(Long.parseLong(line.substring(4).strip()));
                }
            }
        }
        assertThat(numbers.size()).as("what was taken").isBetween(1, all - 1);
        // What others of the database were told just before has numbers, too.
        long first = numbers.get(0);
        assertThat(numbers)
                .as("without a gap")
                .containsExactlyElementsOf(
                        LongStream.range(first, first + numbers.size()).boxed().toList());
        long last = numbers.get(numbers.size() - 1);
        try (EventStream stream = open("Last-Event-ID", Long.toString(last))) {
            List<Long> rest = new ArrayList<>();
            while (rest.isEmpty() || rest.get(rest.size() - 1) < first + all - 1) {
                Message message = stream.next();
                if (message.id() != null) {
                    rest.add(Long.parseLong(message.id()));
                }
            }
            int most = Math.min(200, all - numbers.size());
            assertThat(rest)
                    .containsExactlyElementsOf(LongStream.range(first + all - most, first + all)
                            .boxed()
                            .toList());
        }
    }

    /** All at once: the last promotion of a thousand is heard of in time, as the log says. */
    @Test
    void aThousandPromotionsReachAThousandStreams() throws Exception {
        List<Caller> people = Stream.generate(api::newUser).limit(1_000).toList();
        List<StreamOf> streams =
                people.stream().map(person -> new StreamOf(person.id())).toList();
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            ends.add(people.get(i).streamTo(STREAM, streams.get(i)));
        }
        for (StreamOf stream : streams) {
            Eventually.answer(stream.opened);
        }

        long begun = System.nanoTime();
        told.tellAll(people.stream().map(Caller::id).toList(), "Seats are promised to you.");
        long committed = System.nanoTime();
        List<Long> millis = streams.stream()
                .map(stream -> TimeUnit.NANOSECONDS.toMillis(Eventually.answer(stream.heard) - committed))
                .sorted()
                .toList();

        streams.forEach(stream -> assertThat(stream.events).hasValue(1));
        LoggerFactory.getLogger(NotificationStreamTest.class)
                .info(
                        "1,000 promotions, committed in {} ms, on 1,000 streams: half within {} ms of the last commit,"
                                + " 99 of 100 within {} ms, all within {} ms",
                        TimeUnit.NANOSECONDS.toMillis(committed - begun),
                        millis.get(499),
                        millis.get(989),
                        millis.get(999));
        streams.forEach(StreamOf::end);
        ends.forEach(end -> end.cancel(true));
    }

    /** Notes when it was open and when it heard its own message. */
    private static final class StreamOf implements Flow.Subscriber<String> {
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private final CompletableFuture<Long> heard = new CompletableFuture<>();
        private final AtomicInteger events = new AtomicInteger();
        private final UUID userId;
        private volatile Flow.Subscription subscription;

        StreamOf(UUID userId) {
            this.userId = userId;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            opened.complete(null);
            if (line.startsWith("data: ")) {
                events.incrementAndGet();
                heard.complete(System.nanoTime());
            }
        }

        @Override
        public void onError(Throwable failure) {
            opened.completeExceptionally(failure);
            heard.completeExceptionally(new AssertionError("the stream of " + userId + " broke", failure));
        }

        @Override
        public void onComplete() {
            onError(new AssertionError("it ended"));
        }

        void end() {
            subscription.cancel();
        }
    }

    private EventStream open(String... headers) {
        return EventStream.open(anna, STREAM, headers);
    }

    /** Of Anna's database, as she sees it. */
    private long newestNumber() {
        told.tell(anna.id(), "0");
        return Long.parseLong(anna.get("/v1/notifications").items("streamId").get(0));
    }

    private static String text(Message message) {
        try {
            return JSON.readTree(message.data()).path("message").asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private double metric(String name) {
        return api.stranger()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
