package io.evently.http.route;

/**
 * Reads a request's body, query and headers into a value, before it is known whether the caller may do what he asks:
 * the contract puts syntax before authorization.
 *
 * <p>Errors are collected and answered together, so a reader goes on after one. What is read in place of a wrong value
 * is a stand-in (zero, an empty text, null for a choice or an object) and never reaches a handler; a reader should
 * therefore only read, and leave everything else to the handler.
 */
@FunctionalInterface
public interface Reader<T> {

    /** Reads what the route takes; what it does not read is refused as unknown. */
    T read(Input input);
}
