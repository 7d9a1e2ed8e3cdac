package io.evently.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import io.evently.message.Calendars.Attachment;
import io.evently.message.Calendars.Party;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A booking in the calendar of who booked. */
class CalendarsTest {

    private static final String BOOKING = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final long AT =
            TimeUnit.SECONDS.toMicros(Instant.parse("2026-11-29T12:00:00Z").getEpochSecond());
    private static final Party ORGANIZER = new Party("Evently", "tickets@example.org");
    private static final Party ANNA = new Party("Anna", "anna@example.com");

    @Test
    void aBookingIsAnInvitationThatIsAccepted() {
        assertThat(text(invitation(variables())))
                .isEqualTo(
                        """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Evently//Evently//EN
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:01890a5d-ac96-774b-bcce-b302099a8057@evently
                DTSTAMP:20261129T120000Z
                SEQUENCE:218116800
                DTSTART:20990606T173000Z
                SUMMARY:First night
                LOCATION:Main hall
                STATUS:CONFIRMED
                DESCRIPTION:2 seats\\nEVT20261129ABC
                ORGANIZER;CN=Evently:mailto:tickets@example.org
                ATTENDEE;RSVP=FALSE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Anna:mailto:a
                 nna@example.com
                END:VEVENT
                END:VCALENDAR
                """
                                .replace("\n", "\r\n"));
    }

    @Test
    void aChangedDateMovesTheEntryAndACancellationTakesItAway() {
        Map<String, String> moved = variables();
        moved.put("eventDate", "2099-06-07T17:30:00Z");

        VEvent booked = entry(invitation(variables()));
        Attachment change = attachment(Cause.DATE_CHANGED, moved, AT + TimeUnit.HOURS.toMicros(1));
        Attachment end = attachment(Cause.EVENT_CANCELLED, moved, AT + TimeUnit.HOURS.toMicros(2));

        assertThat(change.method()).isEqualTo("REQUEST");
        assertThat(end.method()).isEqualTo("CANCEL");
        assertThat(List.of(uid(entry(change)), uid(entry(end)))).containsOnly(uid(booked));
        assertThat(List.of(sequence(booked), sequence(entry(change)), sequence(entry(end))))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(entry(change).getDateStart().getValue().toInstant()).isEqualTo("2099-06-07T17:30:00Z");
        assertThat(entry(end).getStatus().isCancelled()).isTrue();
        assertThat(calendar(end).getMethod().isCancel()).isTrue();
        assertThat(attachment(Cause.BOOKING_CANCELLED, variables(), AT).method())
                .isEqualTo("CANCEL");
    }

    @Test
    void aChangedVenueMovesTheEntryToAnotherPlace() {
        Map<String, String> moved = variables();
        moved.put("venue", "Arena");

        VEvent booked = entry(invitation(variables()));
        Attachment change = attachment(Cause.VENUE_CHANGED, moved, AT + TimeUnit.HOURS.toMicros(1));

        assertThat(change.method()).isEqualTo("REQUEST");
        assertThat(uid(entry(change))).isEqualTo(uid(booked));
        assertThat(sequence(entry(change))).isGreaterThan(sequence(booked));
        assertThat(entry(change).getLocation().getValue()).isEqualTo("Arena");
        assertThat(entry(change).getDateStart()).isEqualTo(booked.getDateStart());
    }

    @Test
    void ofTwoChangesWithinASecondTheLaterWins() {
        int first = sequence(entry(attachment(Cause.DATE_CHANGED, variables(), AT, 7)));
        int second = sequence(entry(attachment(Cause.DATE_CHANGED, variables(), AT, 8)));
        int third = sequence(entry(attachment(Cause.BOOKING_CANCELLED, variables(), AT + 1, 9)));

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        assertThat(first)
                .as("a mail from before facts counted")
                .isGreaterThan(sequence(entry(attachment(Cause.BOOKING_CONFIRMED, variables(), AT))));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whatChangesNoBookingHasNoCalendar(Cause cause) {
        Set<Cause> ofBookings = EnumSet.of(
                Cause.BOOKING_CONFIRMED,
                Cause.DATE_CHANGED,
                Cause.VENUE_CHANGED,
                Cause.BOOKING_CANCELLED,
                Cause.EVENT_CANCELLED);
        Map<String, String> waiting = variables();
        waiting.remove("bookingId");

        assertThat(Calendars.of(cause, variables(), AT, 0, null, ORGANIZER, ANNA)
                        .isPresent())
                .isEqualTo(ofBookings.contains(cause));
        assertThat(Calendars.of(cause, waiting, AT, 0, null, ORGANIZER, ANNA)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "+10000-01-01T00:00:00Z"})
    void aDateThatACalendarCannotHoldGivesNone(String date) {
        Map<String, String> variables = variables();
        variables.put("eventDate", date);

        assertThat(Calendars.of(Cause.BOOKING_CONFIRMED, variables, AT, 0, null, ORGANIZER, ANNA))
                .isEmpty();
    }

    @Test
    void theSameMessageGivesTheSameBytes() {
        assertThat(invitation(variables()).calendar())
                .isEqualTo(invitation(variables()).calendar());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Gala\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:free beer",
                "Gala\nATTENDEE:mailto:eve@example.com",
                "Gala\rMETHOD:CANCEL",
                "a;b,c:d\\n\\e \"quoted\" ^n ^'",
                "Gala\u2028BEGIN:VALARM\u0085x\u000bx\u0000x",
                "\u202eevil\u202c \u2067x\u2069",
                "東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀東京😀",
            })
    void noTitleOrNameAddsALine(String hostile) {
        Map<String, String> variables = variables();
        variables.replaceAll((name, value) -> name.equals("eventDate") ? value : hostile);
        Party named = new Party(hostile, "anna@example.com");

        Attachment attachment = Calendars.of(
                        Cause.BOOKING_CONFIRMED, variables, AT, 0, hostile + "\n" + hostile, named, named)
                .orElseThrow();

        VEvent entry = entry(attachment);
        String shown = hostile.replace("\r\n", " ")
                .replaceAll("[\r\n]", " ")
                .replaceAll("[\\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]", "");
        assertThat(entry.getSummary().getValue()).isEqualTo(shown);
        assertThat(entry.getLocation().getValue()).isEqualTo(shown);
        assertThat(entry.getOrganizer().getCommonName())
                .isEqualTo(shown.replace('"', '\'').replace('^', ' '));
        assertThat(entry.getAttendees()).hasSize(1);
        assertThat(entry.getComponents()).isEmpty();
        assertThat(entry.getDescription().getValue().split("\n")).hasSizeGreaterThanOrEqualTo(2);
        for (String line : text(attachment).split("\r\n")) {
            assertThat(line.getBytes(UTF_8).length).as(line).isLessThanOrEqualTo(75);
            assertThat(line).doesNotContain("\r", "\n", "\ufffd");
        }
    }

    @Test
    void anAddressStaysOne() {
        Party odd = new Party(null, "a?subject=x&\r\nbcc:eve@example.com;müller@example.com");

        VEvent entry = entry(Calendars.of(Cause.BOOKING_CONFIRMED, variables(), AT, 0, null, ORGANIZER, odd)
                .orElseThrow());

        assertThat(entry.getAttendees().get(0).getCommonName()).isNull();
        assertThat(entry.getAttendees().get(0).getEmail())
                .isEqualTo("a%3Fsubject=x%26%0D%0Abcc%3Aeve@example.com%3Bm%C3%BCller@example.com");
    }

    private static Map<String, String> variables() {
        return new HashMap<>(Map.of(
                "bookingId", BOOKING,
                "eventName", "First night",
                "venue", "Main hall",
                "eventDate", "2099-06-06T17:30:00Z",
                "timeZone", "Europe/Berlin"));
    }

    private static Attachment invitation(Map<String, String> variables) {
        return attachment(Cause.BOOKING_CONFIRMED, variables, AT);
    }

    private static Attachment attachment(Cause cause, Map<String, String> variables, long at) {
        return attachment(cause, variables, at, 0);
    }

    private static Attachment attachment(Cause cause, Map<String, String> variables, long at, long factNo) {
        return Calendars.of(cause, variables, at, factNo, "2 seats\nEVT20261129ABC", ORGANIZER, ANNA)
                .orElseThrow();
    }

    private static String text(Attachment attachment) {
        return new String(attachment.calendar(), UTF_8);
    }

    /** Read again, and checked by the rules of the standard. */
    private static ICalendar calendar(Attachment attachment) {
        List<ICalendar> all = Biweekly.parse(text(attachment)).all();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).validate(ICalVersion.V2_0)).isEmpty();
        return all.get(0);
    }

    private static VEvent entry(Attachment attachment) {
        List<VEvent> entries = calendar(attachment).getEvents();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static String uid(VEvent entry) {
        return entry.getUid().getValue();
    }

    private static int sequence(VEvent entry) {
        return entry.getSequence().getValue();
    }
}
