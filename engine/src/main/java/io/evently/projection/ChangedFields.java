package io.evently.projection;

import io.evently.event.Details;
import io.evently.event.Labelled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a change of an event changed, in the words of the API. Of texts, which people type, only that they changed. */
final class ChangedFields {

    private static final String FIELDS = "fields";

    private final Map<String, String> changes = new LinkedHashMap<>();

    private ChangedFields() {}

    static Map<String, String> of(Details was, int capacityBefore, Details is, int capacity) {
        ChangedFields fields = new ChangedFields();
        fields.text("name", was.name(), is.name());
        fields.text("description", was.description(), is.description());
        fields.text("venue", was.venue(), is.venue());
        fields.value("eventDate", time(was.eventDate()), time(is.eventDate()));
        fields.value("totalCapacity", capacityBefore, capacity);
        fields.value("maxPerBooking", was.maxPerBooking(), is.maxPerBooking());
        fields.value("maxPerUser", was.maxPerUser(), is.maxPerUser());
        fields.value("holdMinutes", was.holdMinutes(), is.holdMinutes());
        fields.value("waitlistPolicy", label(was.waitlistPolicy()), label(is.waitlistPolicy()));
        fields.value("windowMinutes", was.windowMinutes(), is.windowMinutes());
        fields.value("timeZone", was.timeZone(), is.timeZone());
        return fields.changes;
    }

    private void text(String name, String was, String is) {
        if (!Objects.equals(was, is)) {
            changes.merge(FIELDS, name, (names, another) -> names + ", " + another);
        }
    }

    private void value(String name, Object was, Object is) {
        if (!was.equals(is)) {
            changes.put(name, is.toString());
            changes.put(name + "Before", was.toString());
        }
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static String label(Labelled labelled) {
        return labelled.label();
    }
}
