package io.evently.message.follow;

import io.evently.event.Micros;
import io.evently.message.Variable;
import io.evently.tables.message.ToldEventsTable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What a message is made of, as text. */
final class Values {

    private final Map<String, String> byWord = new LinkedHashMap<>();

    /** Those that every message about an event has. */
    static Values of(ToldEventsTable.Row event) {
        return new Values()
                .put(Variable.EVENT_ID, event.eventId().toString())
                .put(Variable.EVENT_NAME, event.name())
                .put(Variable.VENUE, event.venue())
                .time(Variable.EVENT_DATE, event.eventDate())
                .put(Variable.TIME_ZONE, event.timeZone());
    }

    /** On top of others. */
    static Values and(Map<String, String> others) {
        Values values = new Values();
        values.byWord.putAll(others);
        return values;
    }

    Values put(Variable variable, String value) {
        byWord.put(variable.word(), value);
        return this;
    }

    Values id(Variable variable, UUID id) {
        return put(variable, id.toString());
    }

    /** @param micros since 1970 */
    Values time(Variable variable, long micros) {
        return put(variable, Micros.toInstant(micros).toString());
    }

    Values money(Variable variable, long cents) {
        return put(variable, BigDecimal.valueOf(cents, 2).toPlainString());
    }

    /** @param unitPrice cents */
    Values seats(int quantity, long unitPrice) {
        return put(Variable.QUANTITY, Integer.toString(quantity))
                .money(Variable.UNIT_PRICE, unitPrice)
                .money(Variable.TOTAL_AMOUNT, unitPrice * quantity);
    }

    Values booking(UUID id, String reference, int quantity, long unitPrice) {
        return id(Variable.BOOKING_ID, id).put(Variable.REFERENCE, reference).seats(quantity, unitPrice);
    }

    Map<String, String> map() {
        return byWord;
    }
}
