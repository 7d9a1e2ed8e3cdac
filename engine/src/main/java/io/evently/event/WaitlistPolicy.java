package io.evently.event;

/** Whom a freed seat is offered to. Records hold the place in this list: new ones come last. */
public enum WaitlistPolicy {
    /** The head of the queue is served first; smaller groups do not overtake it. */
    STRICT,
    /** Whoever fits is served at once, in queue order. */
    FIRST_FIT
}
