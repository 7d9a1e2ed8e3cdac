package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each list goes on at its own cursors only. */
@ExtendWith(WholeApi.Shared.class)
class CursorsTest {

    @Test
    void aListTakesItsOwnCursorsAndNoOther(WholeApi api) {
        Caller admin = api.newAdmin();
        String event = Concert.on(admin, 2, "1.00");
        for (String price : List.of("2.00", "3.00")) {
            admin.post(event + "/bookings", "{\"quantity\": 1}");
            admin.put(event + "/price", "{\"price\": \"" + price + "\", \"reason\": \"Late\"}");
            promote(admin, api.newUser(), Concert.on(admin, 1, "1.00"));
        }
        for (int i = 0; i < 2; i++) {
            api.newUser().post(event + "/waitlist", "{}");
            letLeave(api.newUser(), event);
        }

        Map<String, String> cursors = new LinkedHashMap<>();
        for (String list : List.of(
                "/v1/events?",
                "/v1/bookings?",
                "/v1/promotions?",
                "/v1/booking-attempts?",
                event + "/bookings?",
                event + "/price-history?",
                event + "/waitlist?",
                event + "/waitlist?status=left&",
                event + "/analytics?")) {
            Eventually.holds(() -> {
                String next = admin.get(list + "limit=1").text("nextCursor");
                assertThat(next).as(list).isNotEmpty().isNotEqualTo("null");
                cursors.put(list, next);
            });
        }

        cursors.forEach((whose, cursor) -> cursors.keySet()
                .forEach(list -> assertThat(admin.get(list + "cursor=" + cursor).status())
                        .as("%s with a cursor of %s", list, whose)
                        .isEqualTo(list.equals(whose) ? 200 : 422)));
    }

    private static void letLeave(Caller user, String event) {
        user.post(event + "/waitlist", "{}");
        user.delete(event + "/waitlist/me");
    }

    /** The only seat goes from one to the other. */
    private static void promote(Caller waiting, Caller first, String event) {
        String booking = first.post(event + "/bookings", "{\"quantity\": 1}").text("id");
        waiting.post(event + "/waitlist", "{}");
        first.delete(event + "/bookings/" + booking);
    }
}
