package io.evently.event;

/**
 * The life of an event, as the ERD names it: it ends once, by cancellation or by completion. Records hold the place in
 * this list: new ones come last.
 */
public enum EventStatus {
    ACTIVE,
    CANCELLED,
    COMPLETED
}
