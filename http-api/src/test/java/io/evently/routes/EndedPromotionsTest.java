package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Promotions an event has forgotten, answered from the tables. Forgetting takes a day, so each is a row under an id of
 * which the event never heard: a copy of one that ended.
 */
@ExtendWith(WholeApi.Shared.class)
class EndedPromotionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static WholeApi api;
    private static Caller admin;

    private Caller anna;
    private Caller bert;
    private String event;
    private String promotion;

    @BeforeAll
    static void use(WholeApi running) {
        api = running;
        admin = api.newAdmin();
    }

    @BeforeEach
    void promiseASeat() {
        anna = api.newUser();
        bert = api.newUser();
        ObjectNode waitlist = JSON.createObjectNode().put("policy", "strict").put("windowMinutes", 10);
        event = Concert.on(admin, Concert.with(1, "49.90").set("waitlist", waitlist));
        String sold = admin.post(event + "/bookings", "{\"quantity\": 1}").header("location");
        anna.post(event + "/waitlist", "{}");
        admin.delete(sold);
        Eventually.holds(
                () -> assertThat(anna.get("/v1/promotions").items("status")).containsExactly("pending"));
        promotion = anna.get("/v1/promotions").items("id").get(0);
    }

    @Test
    void aClaimIsAnsweredAsTheFirstTimeWhateverBecameOfTheBooking() throws Exception {
        Answer booked = anna.post(of(promotion) + "/claim", null);
        anna.delete(booked.header("location"));
        Eventually.holds(() -> assertThat(
                        anna.get("/v1/bookings/" + booked.text("reference")).text("status"))
                .isEqualTo("cancelled"));

        String forgotten = of(forgotten("used", null));
        Answer again = anna.post(forgotten + "/claim", null);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(booked.body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        assertThat(again.header("location")).isEqualTo(booked.header("location"));
        mustRefuse(anna.post(forgotten + "/decline", null));
        mustNotFind(bert.post(forgotten + "/claim", null));
        mustNotFind(admin.post(forgotten + "/claim", null));
    }

    @Test
    void whatWasDeclinedStaysDeclined() throws Exception {
        anna.post(of(promotion) + "/decline", null);

        String forgotten = of(forgotten("expired", "its user declined"));

        assertThat(anna.post(forgotten + "/decline", null).status()).isEqualTo(204);
        mustRefuse(anna.post(forgotten + "/claim", null));
        mustNotFind(bert.post(forgotten + "/decline", null));
    }

    @Test
    void whatRanOutIsOver() throws Exception {
        anna.post(of(promotion) + "/decline", null);

        String forgotten = of(forgotten("expired", "its window ran out"));

        mustRefuse(anna.post(forgotten + "/claim", null));
        mustRefuse(anna.post(forgotten + "/decline", null));
    }

    private String of(Object id) {
        return event + "/promotions/" + id;
    }

    /** A row like the promotion's, once the tables show that it ended, under another id. */
    private UUID forgotten(String status, String endReason) throws Exception {
        Eventually.holds(
                () -> assertThat(anna.get("/v1/promotions").items("status")).containsExactly(status));
        UUID id = UUID.randomUUID();
        String reason = endReason == null ? "null" : "'" + endReason + "'";
        int rows = api.change(
                """
                insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity,
                    unit_price, promoted_at, expires_at, window_minutes, status, booking_id, promotion_reason,
                    end_reason, fact_no, created_at)
                select '%s', waitlist_id, promotion_no + 1, event_id, user_id, quantity, unit_price, promoted_at,
                    expires_at, window_minutes, status, booking_id, promotion_reason, %s, fact_no, created_at
                from waitlist_promotions where id = '%s'
                """
                        .formatted(id, reason, promotion));
        assertThat(rows).isEqualTo(1);
        return id;
    }

    private static void mustRefuse(Answer answer) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("PROMOTION_EXPIRED");
    }

    private static void mustNotFind(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
    }
}
