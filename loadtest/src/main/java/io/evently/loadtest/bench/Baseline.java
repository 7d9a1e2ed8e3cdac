package io.evently.loadtest.bench;

/** What a figure is held against. */
enum Baseline {
    /** The row lock behind HTTP, with as many connections of clients and the pool that suits it best. */
    ROW_LOCK_HTTP,
    /** A rival without HTTP, in one shape or another. */
    RIVAL,
    /** The echo route on as many connections. */
    ECHO,
    /** Evently's own peak on one hot event. */
    PEAK,
    /** Evently on an event with few bookings. */
    SMALL_EVENT,
    /** The sale that made what was read again. */
    SALE,
    /** Bare decisions on one core. */
    DECIDER
}
