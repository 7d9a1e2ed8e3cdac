package io.evently.event;

/** The life of an event, as the ERD names it: it ends once, by cancellation or by completion. */
public enum EventStatus {
    ACTIVE,
    CANCELLED,
    COMPLETED
}
