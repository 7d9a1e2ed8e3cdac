package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.IfMatch;
import io.evently.webhook.WebhookRig;
import io.evently.webhook.WebhookType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From facts to messages: each once, in order, whatever happens to whoever writes them. */
class WebhookFollowerTest {

    private static final UUID CONCERT = new UUID(2, 1);
    private static final UUID OTHER = new UUID(2, 2);
    private static final UUID ADA = new UUID(7, 1);
    private static final UUID BOB = new UUID(7, 2);

    private static final String TOLD =
            "select event_id || '_' || fact_no || '/' || part || ' ' || type from webhook_deliveries order by id";

    private JournalFixture journal;
    private Projector tables;
    private WebhookRig webhooks;
    private long at = History.START + 1;

    @BeforeEach
    void empty() throws Exception {
        journal = JournalFixture.empty("webhook_follower");
        journal.execute("truncate webhooks, webhook_deliveries, webhook_lanes, webhook_backlog");
        tables = journal.projector();
        webhooks = new WebhookRig(journal.shards());
        webhooks.follow();
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void eachFactIsToldInOrder() throws Exception {
        subscribe(null, WebhookType.values());
        UUID hold = new UUID(3, 2);
        commit(CONCERT, History.create(CONCERT, "Concert", 3));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1), History.hold(hold, BOB, 2));
        commit(CONCERT, new ConfirmHold(hold, BOB));
        commit(CONCERT, History.join(new UUID(4, 1), new UUID(7, 3), 1));
        commit(CONCERT, new CancelBooking(new UUID(3, 1), ADA, false));
        commit(CONCERT, new EventCommand.SetPrice(100, "why", IfMatch.ANY, History.ADMIN));
        commit(CONCERT, new EventCommand.CancelEvent("why", IfMatch.ANY, History.ADMIN));

        follow();

        assertThat(types())
                .startsWith("event.created", "booking.confirmed", "booking.held")
                .containsSubsequence(
                        "booking.confirmed",
                        "waitlist.joined",
                        "booking.cancelled",
                        "waitlist.promoted",
                        "price.changed",
                        "event.cancelled");
        assertThat(journal.rows("select distinct body::jsonb -> 'data' ->> 'reference' from webhook_deliveries"
                        + " where type like 'booking.%'"))
                .containsExactlyInAnyOrderElementsOf(journal.rows("select booking_ref from bookings"));
        assertThat(journal.rows("select event_id from webhook_lanes")).containsExactly(CONCERT.toString());
    }

    @Test
    void aClaimedPromotionIsToldByTwo() throws Exception {
        subscribe(null, WebhookType.PROMOTION_USED, WebhookType.BOOKING_CONFIRMED);
        commit(CONCERT, History.create(CONCERT, "Concert", 1));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        commit(CONCERT, History.join(new UUID(4, 1), BOB, 1));
        commit(CONCERT, new CancelBooking(new UUID(3, 1), ADA, false));
        UUID promotion =
                journal.event(CONCERT).waitlist().promotions().iterator().next().id();
        commit(CONCERT, new EventCommand.ClaimPromotion(promotion, new UUID(3, 2), BOB));

        follow();

        List<String> told = journal.rows(TOLD);
        assertThat(told).hasSize(3);
        assertThat(told.get(1)).endsWith("/0 promotion.used");
        assertThat(told.get(2)).endsWith("/1 booking.confirmed");
    }

    @Test
    void whoWantsLittleIsToldLittle() throws Exception {
        subscribe(List.of(OTHER), WebhookType.BOOKING_CONFIRMED);
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        commit(OTHER, History.create(OTHER, "Other", 10));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        commit(OTHER, History.book(new UUID(3, 2), ADA, 1));

        follow();

        assertThat(journal.rows("select distinct event_id || ' ' || type from webhook_deliveries"))
                .containsExactly(OTHER + " booking.confirmed");
    }

    @Test
    void whoComesLaterHearsOfWhatIsLater() throws Exception {
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        UUID later = subscribe(null, WebhookType.BOOKING_CONFIRMED);
        journal.execute("update webhooks set active_since = timestamp_of_micros(%d)".formatted(at + 5_000_000));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        at += 5_000_000;
        commit(CONCERT, History.book(new UUID(3, 2), ADA, 1));

        follow();

        assertThat(journal.rows("select body::jsonb #>> '{data,bookingId}' from webhook_deliveries"))
                .containsExactly(new UUID(3, 2).toString());
        assertThat(journal.rows("select distinct webhook_id from webhook_deliveries"))
                .containsExactly(later.toString());
    }

    @Test
    void whileNobodyListensThePositionMovesAlong() throws Exception {
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        follow();
        assertThat(journal.rows("select count(distinct (tx, ordering)) from projection_positions"
                        + " where projection in ('tables', 'webhooks')"))
                .containsExactly("1");

        subscribe(null, WebhookType.values());
        follow();

        assertThat(journal.rows(TOLD)).isEmpty();
    }

    @Test
    void tablesThatAreMadeAnewTellNothingAgain() throws Exception {
        subscribe(null, WebhookType.values());
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        follow();
        List<String> told = journal.rows(TOLD);
        assertThat(told).hasSize(2);
        journal.execute("delete from webhook_deliveries");

        Rebuild.run(journal.shards());
        tables = journal.projector();
        follow();
        assertThat(journal.rows(TOLD)).isEmpty();

        commit(CONCERT, History.book(new UUID(3, 2), ADA, 1));
        follow();
        assertThat(journal.rows(TOLD)).hasSize(1);
    }

    /** Its journal was written under higher transaction ids; no row of it was lost on the way. */
    @Test
    void aDatabaseThatMovedToAnotherServerTellsWhatItHadNotTold() throws Exception {
        subscribe(null, WebhookType.values());
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        follow();
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        journal.execute("update event_journal set tx = (tx::text::bigint + 1000000000000)::text::xid8");
        journal.execute("update projection_positions set tx = (tx::text::bigint + 1000000000000)::text::xid8");

        Rebuild.run(journal.shards());
        tables = journal.projector();
        commit(CONCERT, History.book(new UUID(3, 2), ADA, 1));
        follow();

        assertThat(types()).containsExactly("event.created", "booking.confirmed", "booking.confirmed");
    }

    @Test
    void twoFollowersTellItOnce() throws Exception {
        subscribe(null, WebhookType.values());
        commit(CONCERT, History.create(CONCERT, "Concert", 10_000));
        for (int i = 0; i < 200; i++) {
            commit(CONCERT, History.book(new UUID(3, i), new UUID(7, i), 1));
        }
        journal.follow(tables);

        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    webhooks.stepOfAnother();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        webhooks.follow();

        assertThat(journal.rows("select count(*), count(distinct fact_no) from webhook_deliveries"))
                .containsExactly("201|201");
    }

    /** Between the messages and their lanes, and between these and the commit. */
    @Test
    void whoDiesOnTheWayHasWrittenNothing() throws Exception {
        subscribe(null, WebhookType.values());
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        journal.follow(tables);
        for (String when : List.of("before insert on webhook_lanes", "after insert on webhook_lanes")) {
            journal.execute(
                    """
                    create or replace function die() returns trigger language plpgsql
                        as $$ begin raise exception 'dies'; end $$;
                    create trigger dies %s for each row execute function die()
                    """
                            .formatted(when));
            assertThatThrownBy(() -> webhooks.follow()).hasMessageContaining("dies");
            assertThat(journal.rows(TOLD)).isEmpty();
            journal.execute("drop trigger dies on webhook_lanes");
        }

        webhooks.follow();

        assertThat(journal.rows(TOLD)).containsExactly(CONCERT + "_1/0 event.created");
    }

    /** As a newer version of Evently writes them, while this node follows. */
    @Test
    void ofWhatCannotBeReadWebhooksHearOnceItCan() throws Exception {
        subscribe(null, WebhookType.values());
        commit(CONCERT, History.create(CONCERT, "Concert", 10));
        commit(OTHER, History.create(OTHER, "Other", 10));
        commit(CONCERT, History.book(new UUID(3, 1), ADA, 1));
        commit(OTHER, History.book(new UUID(3, 2), ADA, 1));
        journal.follow(tables);
        makeUnreadable(2);

        webhooks.follow();
        commit(CONCERT, History.book(new UUID(3, 3), ADA, 1));
        follow();

        assertThat(journal.rows(TOLD))
                .containsExactlyInAnyOrder(
                        CONCERT + "_1/0 event.created", OTHER + "_1/0 event.created", OTHER + "_2/0 booking.confirmed");
        assertThat(webhooks.setAside()).isEqualTo(1);
        webhooks.stepOfAnother();
        assertThat(journal.rows("select sequence_number from webhook_backlog")).containsExactly("2");

        makeReadable();
        webhooks.stepOfAnother();

        assertThat(journal.rows(TOLD))
                .hasSize(5)
                .containsSubsequence(CONCERT + "_2/0 booking.confirmed", CONCERT + "_3/0 booking.confirmed");
        assertThat(webhooks.setAside()).isZero();
        assertThat(journal.rows("select 1 from webhook_backlog")).isEmpty();
        commit(CONCERT, History.book(new UUID(3, 4), ADA, 1));
        follow();
        assertThat(journal.rows(TOLD)).hasSize(6);
    }

    /** A record of the concert, in the form of a version to come. */
    private void makeUnreadable(long sequenceNumber) throws SQLException {
        journal.execute(
                """
                update event_journal set event_ser_manifest = 'commit:9'
                where persistence_id = 'Event|%s' and sequence_number = %d
                """
                        .formatted(CONCERT, sequenceNumber));
    }

    private void makeReadable() throws SQLException {
        journal.execute(
                """
                update event_journal set event_ser_manifest = (
                    select event_ser_manifest from event_journal where persistence_id = 'Event|%1$s' and sequence_number = 1)
                where persistence_id = 'Event|%1$s'
                """
                        .formatted(CONCERT));
    }

    private UUID subscribe(List<UUID> events, WebhookType... types) throws SQLException {
        UUID id = webhooks.subscribe("https://tickets.example/", events, types);
        journal.execute("update webhooks set active_since = timestamp_of_micros(0)");
        return id;
    }

    private void commit(UUID event, EventCommand... commands) throws SQLException {
        assertThat(journal.commit(event, ++at, commands)).isNotNull();
    }

    private void follow() throws Exception {
        journal.follow(tables);
        webhooks.follow();
    }

    private List<String> types() throws SQLException {
        return journal.rows("select type from webhook_deliveries order by id");
    }
}
