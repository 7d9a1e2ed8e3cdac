/**
 * What Evently decides, as plain Java: no actor, no SQL, no clock, no random number.
 *
 * <p>{@link io.evently.event.rules.Decider} turns a command into facts or a rejection and changes nothing; {@link
 * io.evently.event.state.Event} is the state that facts are applied to. Money is in cents, time in microseconds since 1970
 * UTC.
 */
package io.evently.event;
