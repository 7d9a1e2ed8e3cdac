package io.evently.requests;

/**
 * A header of a request.
 *
 * @param value in Latin-1: one character is one byte on the wire
 */
record Header(String name, String value) {

    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }
}
