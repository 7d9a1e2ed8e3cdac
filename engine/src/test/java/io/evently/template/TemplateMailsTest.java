package io.evently.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.mail.MailText;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.tables.message.EmailRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails as the sender gets them. */
class TemplateMailsTest {

    private static final Set<Cause> WITH_CALENDAR = EnumSet.of(
            Cause.BOOKING_CONFIRMED,
            Cause.BOOKING_CANCELLED,
            Cause.EVENT_CANCELLED,
            Cause.DATE_CHANGED,
            Cause.VENUE_CHANGED);

    private final TemplateMails mails = new TemplateMails(Templates.builtIn(), "Evently", "no-reply@evently.example");

    private static EmailRow row(Cause cause, Map<String, String> variables) {
        long at = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2099-03-01T00:00:00Z"));
        return new EmailRow(
                new UUID(0, 1), new UUID(0, 2), cause.label(), cause.type().label(), variables, at);
    }

    /** What a row holds: neither name nor link. */
    private static Map<String, String> stored(Cause cause) {
        Map<String, String> variables = Samples.of(cause);
        variables.remove(Variable.USER_NAME.word());
        variables.remove(Variable.LINK.word());
        return variables;
    }

    private MailText text(Cause cause, Map<String, String> variables) {
        String link = cause.variables().contains(Variable.LINK) ? "https://evently.example/x?token=1&a=2" : null;
        return mails.text(row(cause, variables), "Ada", "ada@example.org", link);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void eachCauseHasItsMail(Cause cause) {
        MailText mail = text(cause, stored(cause));

        assertThat(mail.subject()).isNotBlank().doesNotContain("\n");
        assertThat(mail.html()).contains("Hello <bdi>Ada</bdi>");
        assertThat(mail.text()).contains("Hello Ada");
        assertThat(mail.calendar() != null).isEqualTo(WITH_CALENDAR.contains(cause));
        if (cause.variables().contains(Variable.LINK)) {
            assertThat(mail.html()).contains("href=\"https://evently.example/x?token=1&amp;a=2\"");
            assertThat(mail.text()).contains("\nhttps://evently.example/x?token=1&a=2\n");
        }
    }

    @Test
    void aBookingGoesIntoTheCalendarAndOutAgain() {
        MailText confirmed = text(Cause.BOOKING_CONFIRMED, stored(Cause.BOOKING_CONFIRMED));
        MailText cancelled = text(Cause.BOOKING_CANCELLED, stored(Cause.BOOKING_CANCELLED));

        assertThat(confirmed.calendarMethod()).isEqualTo("REQUEST");
        assertThat(new String(confirmed.calendar(), UTF_8).replace("\r\n ", ""))
                .contains("METHOD:REQUEST")
                .contains("SUMMARY:The Midsummer Concert")
                .contains("ada@example.org");
        assertThat(cancelled.calendarMethod()).isEqualTo("CANCEL");
    }

    @Test
    void whoHasNoBookingGetsNoCalendar() {
        for (Cause cause : EnumSet.of(Cause.EVENT_CANCELLED, Cause.DATE_CHANGED, Cause.VENUE_CHANGED)) {
            MailText mail = text(cause, Samples.least(cause));

            assertThat(mail.calendar()).isNull();
            assertThat(mail.calendarMethod()).isNull();
            assertThat(mail.text()).doesNotContain("Reference").doesNotContain("calendar");
        }
    }

    @Test
    void aChangedDateNamesAVenueThatChangedWithIt() {
        String both = text(Cause.DATE_CHANGED, stored(Cause.DATE_CHANGED)).text();
        String date =
                text(Cause.DATE_CHANGED, Samples.least(Cause.DATE_CHANGED)).text();

        assertThat(both)
                .contains("takes place at another time and at another venue.")
                .contains("Where: Philharmonie, Berlin\nBefore: Waldbühne, Berlin\n");
        assertThat(date).contains("takes place at another time.").doesNotContain("another venue");
    }

    @Test
    void whoHasNoNameIsGreetedToo() {
        MailText mail =
                mails.text(row(Cause.BOOKING_CONFIRMED, stored(Cause.BOOKING_CONFIRMED)), "", "ada@example.org", null);

        assertThat(mail.text()).contains("Hello, your booking is confirmed.");
        assertThat(new String(mail.calendar(), UTF_8)).doesNotContain("CN=:").doesNotContain("CN=;");
    }

    @Test
    void aMailWithoutItsLinkIsAnError() {
        assertThatThrownBy(() -> mails.text(row(Cause.PASSWORD_RESET, Map.of()), "Ada", "ada@example.org", null))
                .isInstanceOf(RenderingFailed.class)
                .hasMessage("there is no link");
    }
}
