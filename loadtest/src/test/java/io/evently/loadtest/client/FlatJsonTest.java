package io.evently.loadtest.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.loadtest.verify.PromisedBooking;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlatJsonTest {

    private static final byte[] BOOKING =
            """
            {"id":"00000000-0000-0001-0000-000000000002","reference":"EVT20260101ABC",\
            "eventId":"00000000-0000-0003-0000-000000000004","userId":"00000000-0000-0005-0000-000000000006",\
            "quantity":3,"unitPrice":"49.90"}"""
                    .getBytes(UTF_8);

    @Test
    void aBookingIsReadAsATreeWouldReadIt() {
        assertThat(PromisedBooking.of(BOOKING)).isEqualTo(PromisedBooking.of(Json.read(BOOKING)));
    }

    @Test
    void aFieldWhoseNameEndsAlikeIsAnotherField() {
        byte[] json = "{\"eventid\":\"x\",\"id\":\"y\"}".getBytes(UTF_8);
        assertThat(FlatJson.text(json, "id")).isEqualTo("y");
    }

    @Test
    void whatIsMissingOrOfAnotherTypeIsADefect() {
        assertThatThrownBy(() -> FlatJson.text(BOOKING, "code")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FlatJson.text(BOOKING, "quantity")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FlatJson.number(BOOKING, "reference")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FlatJson.number(new byte[0], "quantity")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusalIsReadAsATreeWouldReadIt() {
        for (String body : new String[] {
            "{\"code\":\"SOLD_OUT\"}", "{\"code\":\"BUSY\"}", "{\"code\":\"NOT_FOUND\"}", "{\"code\":1}", "{}"
        }) {
            var answer = new Outcome.Answer(409, Duration.ZERO, false, body.getBytes(UTF_8), 1);
            assertThat(Refusal.quickCodeOf(answer)).isEqualTo(Refusal.codeOf(answer));
        }
    }
}
