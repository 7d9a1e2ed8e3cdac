/**
 * Who wakes events that sleep through a deadline. Deadlines hold by themselves, whenever an event is asked; but seats
 * that a hold or a promotion gives back belong to the next in line, and nobody may be asking. So the tables are looked
 * through once a second, by one process per database ({@link io.evently.deadline.Deadlines}).
 */
package io.evently.deadline;
