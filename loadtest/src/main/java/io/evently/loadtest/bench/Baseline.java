package io.evently.loadtest.bench;

/** What a figure is held against. */
enum Baseline {
    /** The row-lock function with as many clients, or as many as the server has connections for. */
    ROW_LOCK_AS_MANY,
    /** The row-lock function with the pool that suits it best. */
    ROW_LOCK_BEST,
    /** Another rival, in one shape or another. */
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
