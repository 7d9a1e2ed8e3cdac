package io.evently.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.crypto.SealedTexts;
import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventReply.EntryState;
import io.evently.event.actor.EventView;
import io.evently.event.state.EventSummary;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.BookingRow;
import io.evently.tables.EventRow;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistRow;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same thing is the same document, whether its event's actor tells of it or the tables. */
class DocumentsTest {

    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final UUID EVENT = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8001");
    private static final UUID USER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8002");
    private static final UUID ENTRY = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8003");
    private static final long AT = 1_800_000_000_123_456L;
    private static final long LATER = 1_800_000_900_000_000L;

    @ParameterizedTest
    @EnumSource(BookingStatus.class)
    void aBooking(BookingStatus status) {
        assertThat(ofTables(status, 0)).isEqualTo(ofActor(status, 0));
        assertThat(ofTables(status, LATER)).isEqualTo(ofActor(status, LATER));
    }

    @Test
    void aBookingIsWrittenInThisOrder() {
        assertThat(ofActor(BookingStatus.PENDING, LATER))
                .isEqualTo("{\"id\":\"" + ID + "\",\"reference\":\""
                        + booking(BookingStatus.PENDING, LATER).reference()
                        + "\",\"eventId\":\"" + EVENT + "\",\"userId\":\"" + USER
                        + "\",\"quantity\":2,\"unitPrice\":\"49.90\",\"totalAmount\":\"99.80\",\"status\":\"pending\","
                        + "\"holdExpiresAt\":\"2027-01-15T08:15:00.000000Z\","
                        + "\"createdAt\":\"2027-01-15T08:00:00.123456Z\"}");
        assertThat(ofActor(BookingStatus.CONFIRMED, 0)).doesNotContain("holdExpiresAt");
    }

    private static String ofActor(BookingStatus status, long holdUntil) {
        return text(BookingDocument.of(EVENT, booking(status, holdUntil)));
    }

    private static String ofTables(BookingStatus status, long holdUntil) {
        String reference = booking(status, holdUntil).reference();
        return text(BookingDocument.of(
                new BookingRow(ID, USER, EVENT, 2, 4_990, status.label(), reference, 1, holdUntil, 7, AT, AT)));
    }

    private static Booking booking(BookingStatus status, long holdUntil) {
        return new Booking(ID, USER, 2, 4_990, status, AT, holdUntil, AT, null, Booking.NO_EXPECTED_PRICE);
    }

    @ParameterizedTest
    @EnumSource(EventStatus.class)
    void anEvent(EventStatus status) {
        assertThat(ofTables(status, "{\"steps\":[{\"soldShare\":\"0.50\",\"factor\":\"1.20\"}]}"))
                .isEqualTo(ofActor(status, new PricingRule(List.of(new PricingRule.Step(50, 120)))));
        assertThat(ofTables(status, null)).isEqualTo(ofActor(status, null));
    }

    /** PostgreSQL's jsonb has an order and spaces of its own. */
    @Test
    void anEventWithItsPricingRuleAsTheDatabaseWritesIt() throws JsonProcessingException {
        String ofTables =
                ofTables(EventStatus.ACTIVE, "{\"steps\": [{\"factor\": \"1.20\", \"soldShare\": \"0.50\"}]}");
        String ofActor = ofActor(EventStatus.ACTIVE, new PricingRule(List.of(new PricingRule.Step(50, 120))));
        var json = new ObjectMapper();
        assertThat(json.readTree(ofTables)).isEqualTo(json.readTree(ofActor));
    }

    @Test
    void anEventIsWrittenInThisOrder() {
        assertThat(ofActor(EventStatus.ACTIVE, new PricingRule(List.of(new PricingRule.Step(50, 120)))))
                .isEqualTo(
                        "{\"id\":\"" + EVENT
                                + "\",\"name\":\"First night\",\"description\":null,\"venue\":\"Main hall\","
                                + "\"eventDate\":\"2027-01-15T08:15:00.000000Z\",\"timeZone\":\"Europe/Berlin\",\"totalCapacity\":10,\"availableSeats\":4,"
                                + "\"basePrice\":\"49.90\",\"currentPrice\":\"59.88\",\"status\":\"active\",\"version\":3,"
                                + "\"maxPerBooking\":10,\"maxPerUser\":null,\"holdMinutes\":15,"
                                + "\"waitlist\":{\"policy\":\"first_fit\",\"windowMinutes\":60},"
                                + "\"pricingRule\":{\"steps\":[{\"soldShare\":\"0.50\",\"factor\":\"1.20\"}]},"
                                + "\"createdAt\":\"2027-01-15T08:00:00.123456Z\",\"updatedAt\":\"2027-01-15T08:15:00.000000Z\"}");
        assertThat(ofActor(EventStatus.ACTIVE, null)).contains("\"pricingRule\":null,");
    }

    private static String ofActor(EventStatus status, PricingRule rule) {
        var details = new Details(
                "First night",
                null,
                "Main hall",
                LATER,
                10,
                Details.NO_LIMIT,
                15,
                WaitlistPolicy.FIRST_FIT,
                60,
                "Europe/Berlin");
        var head = new EventSummary(
                EVENT, details, 10, 4_990, 5_988, rule, 1, status, 3, false, true, USER, AT, LATER, 0, 9, LATER);
        return text(EventDocument.of(new EventView(head, seats(), 0, Long.MAX_VALUE)));
    }

    private static String ofTables(EventStatus status, String rule) {
        SeatCounts seats = seats();
        return text(EventDocument.of(new EventRow(
                EVENT,
                "First night",
                null,
                "Main hall",
                LATER,
                seats.capacity(),
                seats.confirmed(),
                seats.held(),
                seats.promised(),
                4_990,
                5_988,
                seats.revenue(),
                status.label(),
                3,
                10,
                Details.NO_LIMIT,
                15,
                "first_fit",
                60,
                rule,
                0,
                null,
                USER,
                9,
                AT,
                LATER,
                "Europe/Berlin")));
    }

    private static SeatCounts seats() {
        return new SeatCounts(10, 3, 2, 1, 14_970);
    }

    @ParameterizedTest
    @EnumSource(PromotionStatus.class)
    void aPromotion(PromotionStatus status) {
        var row =
                new PromotionRow(ID, ENTRY, 1, EVENT, USER, 2, 4_990, AT, LATER, 15, status.label(), null, "", null, 9);
        assertThat(text(PromotionDocument.of(row))).isEqualTo(text(PromotionDocument.of(EVENT, promotion(status))));
    }

    private static Promotion promotion(PromotionStatus status) {
        return new Promotion(ID, ENTRY, USER, 2, 4_990, AT, LATER, status, AT, false, null);
    }

    @Test
    void anEntryWhichTheTablesKnowMoreAbout() {
        var entry = new WaitlistEntry(ENTRY, USER, 2, -5, AT, 7, LATER, NotifyPrefs.ALL, ID);
        var row = new WaitlistRow(
                ENTRY, USER, EVENT, 2, -5, AT, 7, LATER, "promoted", null, true, true, "a friend", USER, 9, LATER);
        String ofActor = text(EntryDocument.of(EVENT, new EntryState(entry, 0, null, false)));
        assertThat(ofActor)
                .isEqualTo("{\"id\":\"" + ENTRY + "\",\"eventId\":\"" + EVENT + "\",\"userId\":\"" + USER
                        + "\",\"quantity\":2,\"priorityScore\":-5,\"position\":null,"
                        + "\"joinedAt\":\"2027-01-15T08:00:00.123456Z\",\"expiresAt\":\"2027-01-15T08:15:00.000000Z\","
                        + "\"status\":\"promoted\"}");
        assertThat(text(EntryDocument.of(row, new SealedTexts(null))))
                .isEqualTo(ofActor.replace("}", ",\"endReason\":null,\"priorityReason\":\"a friend\"}"));
    }

    @Test
    void anEntryWithItsPlaceAndWithItsPromotion() {
        var waiting = new WaitlistEntry(ENTRY, USER, 2, 0, AT, 7, 0, NotifyPrefs.ALL, null);
        assertThat(text(EntryDocument.of(EVENT, new EntryState(waiting, 3, null, false))))
                .contains("\"position\":3,", "\"expiresAt\":null,\"status\":\"waiting\"}");
        Promotion open = promotion(PromotionStatus.PENDING);
        var promoted = new WaitlistEntry(ENTRY, USER, 2, 0, AT, 7, 0, NotifyPrefs.ALL, ID);
        assertThat(text(EntryDocument.of(EVENT, new EntryState(promoted, 0, open, false))))
                .endsWith("\"status\":\"promoted\",\"promotion\":" + text(PromotionDocument.of(EVENT, open)) + "}");
    }

    private static String text(Consumer<JsonWriter> document) {
        return new String(JsonWriter.toBytes(document), UTF_8);
    }
}
