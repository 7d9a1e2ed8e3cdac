/**
 * The actor of an event: one sharded entity that buffers, decides, commits once per flush and replies; and {@link
 * io.evently.event.actor.Events}, through which the rest of a node talks to it.
 */
package io.evently.event.actor;
