package io.evently.api;

import java.util.UUID;

/** A place in a list ordered by time and id, as cursors carry it. */
record Place(long micros, UUID id) {

    /** @throws IllegalArgumentException if it was not written by {@link #toString} */
    static Place of(String text) {
        int colon = text.indexOf(':');
        return new Place(
                Long.parseLong(text.substring(0, Math.max(0, colon))), UUID.fromString(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return micros + ":" + id;
    }
}
