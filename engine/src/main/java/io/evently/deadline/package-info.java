/**
 * Who wakes events that sleep through a deadline. Deadlines hold by themselves, whenever an event is asked; but seats
 * that a hold or a promotion gives back belong to the next in line, and nobody may be asking. So an event that stops leaves
 * its next deadline in a table of its own ({@link io.evently.deadline.StoredWakes}), and one process per database ({@link
 * io.evently.deadline.Deadlines}) looks once a second whose time has come. What the projected tables show is the second
 * net, for events whose node was killed: they may be late, or stand still.
 */
package io.evently.deadline;
