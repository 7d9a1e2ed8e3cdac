package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.event.EventCommand;
import io.evently.event.Micros;
import io.evently.event.WaitlistPolicy;
import io.evently.webhook.WebhookClient.Answer;
import io.evently.webhook.WebhookFailure;
import io.evently.webhook.WebhookRig;
import io.evently.webhook.WebhookType;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From messages to receivers: each at least once and under one id, an event's in order, whoever dies at whatever point. */
class WebhookSenderTest {

    private static final UUID CONCERT = new UUID(2, 1);
    private static final UUID OTHER = new UUID(2, 2);
    private static final String SHOP = "https://shop.example/";
    private static final String PRINTER = "https://printer.example/";

    private JournalFixture journal;
    private Projector tables;
    private WebhookRig webhooks;
    private long at = Micros.of(Instant.now());
    private int bookings;

    @BeforeEach
    void empty() throws Exception {
        journal = JournalFixture.empty("webhook_sender");
        journal.execute("truncate webhooks, webhook_deliveries, webhook_lanes");
        tables = journal.projector();
        webhooks = new WebhookRig(journal.shards());
        webhooks.follow();
        subscribe(SHOP);
        commit(CONCERT, create(CONCERT));
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void anEventsMessagesComeInOrder() throws Exception {
        book(CONCERT, 250);

        sendAll();

        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 251));
        assertThat(statuses()).containsExactly("delivered|250|1");
        assertThat(journal.rows("select count(*) from webhook_lanes")).containsExactly("0");
    }

    @Test
    void twentyThousandBookingsAreToldOnceAndInOrder() throws Exception {
        for (int i = 0; i < 40; i++) {
            EventCommand[] commands = new EventCommand[500];
            for (int c = 0; c < commands.length; c++) {
                commands[c] = booking();
            }
            commit(CONCERT, commands);
        }
        follow();

        sendAll();

        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 20_001));
    }

    @Test
    void theNextWaitsForTheAnswerToTheOneBefore() throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        webhooks.answering((url, post) -> answer);
        book(CONCERT, 2);

        webhooks.send();
        webhooks.send();
        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 2));

        answer.complete(Answer.of(200, null));
        sendAll();
        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 3));
    }

    @Test
    void oneThatFailsIsSentAgainAndTheRestGoesOn() throws Exception {
        webhooks.answering((url, post) ->
                CompletableFuture.completedFuture(Answer.of(post.id().equals(CONCERT + "_2") ? 500 : 200, null)));
        book(CONCERT, 3);
        Eventually.await(() -> {
            webhooks.send();
            return journal.rows("select count(*) from webhook_deliveries where attempts > 0")
                    .equals(List.of("3"));
        });
        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 4));
        assertThat(journal.rows("select status, attempts, http_status, error,"
                        + " round(extract(epoch from due_at - now())) between 1 and 5 from webhook_deliveries"
                        + " where fact_no = 2"))
                .containsExactly("pending|1|500|REFUSED|t");

        webhooks.answering((url, post) -> CompletableFuture.completedFuture(Answer.of(204, null)));
        makeDue();
        sendAll();

        assertThat(webhooks.ids()).hasSize(4).endsWith(CONCERT + "_2");
        assertThat(webhooks.received().get(3).post().body())
                .isEqualTo(webhooks.received().get(0).post().body());
        assertThat(statuses()).containsExactly("delivered|2|1", "delivered|1|2");
    }

    @Test
    void afterThreeDaysItIsGivenUp() throws Exception {
        webhooks.answering((url, post) -> CompletableFuture.completedFuture(Answer.of(503, Duration.ofDays(9))));
        book(CONCERT, 1);
        for (int attempt = 1; attempt <= 11; attempt++) {
            String attempts = Integer.toString(attempt);
            makeDue();
            Eventually.await(() -> {
                webhooks.send();
                return journal.rows("select attempts from webhook_deliveries").equals(List.of(attempts));
            });
        }

        assertThat(statuses()).containsExactly("failed|1|11");
        assertThat(journal.rows("select count(*) from webhook_lanes")).containsExactly("0");
    }

    @Test
    void whoIsGoneIsSwitchedOffAndToldNothingMore() throws Exception {
        webhooks.answering((url, post) -> CompletableFuture.completedFuture(Answer.of(410, null)));
        book(CONCERT, 3);
        Eventually.await(() -> {
            webhooks.send();
            return journal.rows("select off_reason from webhooks").equals(List.of("GONE"));
        });

        webhooks.keepHouse();

        assertThat(webhooks.ids()).hasSize(1);
        assertThat(journal.rows("select fact_no, status, error from webhook_deliveries order by fact_no"))
                .containsExactly("2|failed|GONE", "3|failed|SWITCHED_OFF", "4|failed|SWITCHED_OFF");
        assertThat(journal.rows("select count(*) from webhook_lanes")).containsExactly("0");
        book(CONCERT, 1);
        assertThat(journal.rows("select count(*) from webhook_deliveries")).containsExactly("3");
    }

    @Test
    void oneThatHangsHoldsUpNoOther() throws Exception {
        subscribe(PRINTER);
        webhooks.answering((url, post) ->
                url.equals(SHOP) ? new CompletableFuture<>() : CompletableFuture.completedFuture(Answer.of(200, null)));
        for (int i = 10; i < 40; i++) {
            UUID event = new UUID(2, i);
            commit(event, create(event));
            commit(event, booking());
        }
        follow();

        Eventually.await(() -> {
            webhooks.send();
            return journal.rows("select count(*) from webhook_deliveries where status = 'delivered'")
                    .equals(List.of("30"));
        });
        assertThat(webhooks.received().stream().filter(got -> got.url().equals(SHOP)))
                .hasSizeBetween(1, 8);
    }

    @Test
    void whoDiesAfterTheLeaseBeforeSendingSendsNothing() throws Exception {
        book(CONCERT, 2);
        journal.execute("update webhook_lanes set lease = gen_random_uuid(), leased_until = now() + interval '1 hour'");
        webhooks.send();
        assertThat(webhooks.ids()).isEmpty();

        endLeases();
        sendAll();

        assertThat(webhooks.ids()).containsExactlyElementsOf(ids(CONCERT, 2, 3));
    }

    @Test
    void whoDiesAfterTheAnswerBeforeTheNoteSendsItOnceMoreUnderItsId() throws Exception {
        book(CONCERT, 2);
        journal.execute(
                """
                create or replace function die() returns trigger language plpgsql
                    as $$ begin raise exception 'dies'; end $$;
                create trigger dies before update on webhook_deliveries for each row execute function die()
                """);
        webhooks.send();
        assertThatThrownBy(webhooks::send).hasMessageContaining("dies");
        assertThat(webhooks.ids()).hasSize(2);
        webhooks.senderDies();
        journal.execute("drop trigger dies on webhook_deliveries");
        endLeases();

        sendAll();

        List<String> twice = new ArrayList<>(ids(CONCERT, 2, 3));
        twice.addAll(ids(CONCERT, 2, 3));
        assertThat(webhooks.ids()).containsExactlyElementsOf(twice);
        assertThat(statuses()).containsExactly("delivered|2|1");
    }

    /** Both think that they are the one; only one note counts. */
    @Test
    void whoWasOvertakenNotesNothingOver() throws Exception {
        CompletableFuture<Answer> late = new CompletableFuture<>();
        webhooks.answering((url, post) -> late);
        book(CONCERT, 1);
        webhooks.send();
        webhooks.answering((url, post) -> CompletableFuture.completedFuture(Answer.none(WebhookFailure.TIMED_OUT)));
        endLeases();
        webhooks.senderDies();
        Eventually.await(() -> {
            webhooks.send();
            return journal.rows("select attempts from webhook_deliveries").equals(List.of("1"));
        });

        late.complete(Answer.of(200, null));
        webhooks.sendAsTheOneBefore();

        assertThat(statuses()).containsExactly("pending|1|1");
    }

    @Test
    void whoLeavesNotesWhatIsUnderWay() throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        webhooks.answering((url, post) -> answer);
        book(CONCERT, 2);
        webhooks.send();

        webhooks.senderLeaves();
        answer.complete(Answer.of(200, null));

        assertThat(statuses()).containsExactly("delivered|1|1", "pending|1|0");
        assertThat(journal.rows("select lease from webhook_lanes")).containsExactly("null");
    }

    @Test
    void tooMuchThatWaitsSwitchesItOff() throws Exception {
        webhooks.answering((url, post) -> new CompletableFuture<>());
        for (int i = 0; i < 3; i++) {
            EventCommand[] commands = new EventCommand[500];
            for (int c = 0; c < commands.length; c++) {
                commands[c] = booking();
            }
            commit(CONCERT, commands);
        }
        follow();

        webhooks.keepHouse();
        webhooks.keepHouse();

        assertThat(journal.rows("select active, off_reason from webhooks")).containsExactly("f|TOO_MUCH_WAITING");
        assertThat(statuses()).containsExactly("failed|1500|0");
    }

    @Test
    void whatWasToldIsForgottenAfterAWeekAndOfADeletedOneAtOnce() throws Exception {
        at -= 8 * History.DAY;
        commit(OTHER, create(OTHER));
        book(OTHER, 2);
        sendAll();
        webhooks.keepHouse();
        assertThat(journal.rows("select count(*) from webhook_deliveries")).containsExactly("0");

        at += 8 * History.DAY;
        webhooks.answering((url, post) -> new CompletableFuture<>());
        book(CONCERT, 2);
        webhooks.keepHouse();
        assertThat(journal.rows("select count(*) from webhook_deliveries")).containsExactly("2");
        journal.execute("delete from webhooks");
        webhooks.keepHouse();

        assertThat(journal.rows("select count(*) from webhook_deliveries")).containsExactly("0");
        assertThat(journal.rows("select count(*) from webhook_lanes")).containsExactly("0");
    }

    @Test
    void severalEventsAreUnderWayAtOnce() throws Exception {
        webhooks.answering((url, post) -> new CompletableFuture<>());
        commit(OTHER, create(OTHER));
        commit(OTHER, booking());
        book(CONCERT, 1);

        Eventually.await(() -> {
            webhooks.send();
            return webhooks.ids().size() == 2;
        });
    }

    private void subscribe(String url) throws SQLException {
        UUID unused = webhooks.subscribe(url, null, WebhookType.BOOKING_CONFIRMED);
        journal.execute("update webhooks set active_since = timestamp_of_micros(0)");
    }

    private EventCommand create(UUID event) {
        return History.create(event, "Concert", 100_000, at + 30 * History.DAY, WaitlistPolicy.STRICT);
    }

    private EventCommand booking() {
        bookings++;
        return History.book(new UUID(3, bookings), new UUID(7, bookings), 1);
    }

    private void book(UUID event, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            commit(event, booking());
        }
        follow();
    }

    private void follow() throws Exception {
        journal.follow(tables);
        webhooks.follow();
    }

    private void commit(UUID event, EventCommand... commands) throws SQLException {
        assertThat(journal.commit(event, ++at, commands)).isNotNull();
    }

    /** Until nothing waits. */
    private void sendAll() throws SQLException {
        Eventually.await(() -> {
            webhooks.send();
            return journal.rows("select count(*) from webhook_deliveries where status = 'pending'")
                    .equals(List.of("0"));
        });
    }

    private void makeDue() throws SQLException {
        journal.execute("update webhook_deliveries set due_at = now() where status = 'pending'");
        journal.execute("update webhook_lanes set due_at = now()");
    }

    private void endLeases() throws SQLException {
        journal.execute("update webhook_lanes set leased_until = now() where lease is not null");
    }

    private List<String> statuses() throws SQLException {
        return journal.rows(
                "select status, count(*), attempts from webhook_deliveries group by status, attempts order by 1, 2 desc");
    }

    private static List<String> ids(UUID event, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> event + "_" + number)
                .toList();
    }
}
