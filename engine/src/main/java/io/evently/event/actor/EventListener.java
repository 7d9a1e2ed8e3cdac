package io.evently.event.actor;

/** Told what becomes of an event, by one thread at a time; must not block. */
public interface EventListener {

    /** The event as it is now: a change, or, every few seconds, what was told before. */
    void sees(EventView event);

    /** There is no such event any more; nothing more is told. */
    void ended();
}
