package io.evently.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What inboxes and mails say. */
class TemplatesTest {

    private final Templates templates = Templates.builtIn();

    @Test
    void aLineSaysTheThing() {
        Map<Cause, String> lines = new EnumMap<>(Cause.class);
        for (Cause cause : Cause.values()) {
            lines.put(cause, templates.line(cause, Samples.least(cause)));
        }

        String until = "Wednesday, 1 April 2099, 12:15 CEST (Europe/Berlin)";
        assertThat(lines)
                .containsEntry(Cause.WELCOME, "Welcome to Evently: please confirm your e-mail address")
                .containsEntry(Cause.ADDRESS_CHANGED, "Please confirm your new e-mail address")
                .containsEntry(Cause.PASSWORD_RESET, "Choose a new password")
                .containsEntry(Cause.BOOKING_CONFIRMED, "Your 2 seats for The Midsummer Concert are confirmed")
                .containsEntry(Cause.BOOKING_CANCELLED, "Your booking for The Midsummer Concert is cancelled")
                .containsEntry(Cause.HOLD_ENDING, "Your hold for The Midsummer Concert ends " + until)
                .containsEntry(Cause.EVENT_CANCELLED, "The Midsummer Concert has been cancelled")
                .containsEntry(
                        Cause.DATE_CHANGED,
                        "New date for The Midsummer Concert: Saturday, 6 June 2099, 19:30 CEST (Europe/Berlin)")
                .containsEntry(Cause.VENUE_CHANGED, "New venue for The Midsummer Concert: Philharmonie, Berlin")
                .containsEntry(Cause.PRICE_CHANGED, "The price for The Midsummer Concert is now 49.90 (was 59.90)")
                .containsEntry(Cause.WAITLIST_JOINED, "You are on the waitlist for The Midsummer Concert (2 seats)")
                .containsEntry(Cause.PROMOTED, "Your turn: 2 seats for The Midsummer Concert, claim by " + until)
                .containsEntry(
                        Cause.PROMOTION_ENDING,
                        "Last chance for your seats for The Midsummer Concert: claim by " + until)
                .containsEntry(Cause.PROMOTION_EXPIRED, "Your offer of seats for The Midsummer Concert has expired")
                .hasSize(Cause.values().length);
    }

    @Test
    void oneSeatIsNoSeats() {
        Map<String, String> one = Samples.least(Cause.BOOKING_CONFIRMED);
        one.put("quantity", "1");

        assertThat(templates.line(Cause.BOOKING_CONFIRMED, one))
                .isEqualTo("Your seat for The Midsummer Concert is confirmed");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void aLineNeverFails(Cause cause) {
        assertThat(templates.line(cause, Map.of())).isNotBlank();
        assertThat(templates.line(cause, Map.of("eventDate", "no time", "expiresAt", "never", "quantity", "many")))
                .isNotBlank();
    }

    @Test
    void whereATemplateDoesNotWorkTheOneThatComesWithEventlyStandsIn() {
        TemplateContent needy = new TemplateContent("{{ oldPrice }}", "{{ oldPrice }}", "{{ oldPrice }}", "en");
        templates.use(MessageType.NOTIFICATION, 7, needy, Template.read(MessageType.NOTIFICATION, needy));
        Map<String, String> variables = Samples.of(Cause.HOLD_ENDING);

        assertThat(templates.line(Cause.HOLD_ENDING, variables)).startsWith("Your hold for The Midsummer Concert");
        assertThat(templates.mail(Cause.HOLD_ENDING, variables).html()).contains("about to be released");
        assertThat(templates.line(Cause.PRICE_CHANGED, Samples.of(Cause.PRICE_CHANGED)))
                .isEqualTo("59.90");
    }

    @Test
    void aMailThatCannotBeSaidIsAnError() {
        assertThatThrownBy(() -> templates.mail(Cause.BOOKING_CONFIRMED, Map.of("eventName", "Proms")))
                .isInstanceOf(RenderingFailed.class);
    }
}
