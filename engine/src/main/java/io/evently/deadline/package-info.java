/**
 * Wakes events that sleep through a deadline. Deadlines hold by themselves whenever an event is asked. But seats that
 * a hold or a promotion gives back belong to the next in line, and no request may come. So a stopping event leaves its
 * next deadline in a table of its own ({@link io.evently.deadline.StoredWakeSchedule}), and one process per database ({@link
 * io.evently.deadline.Deadlines}) looks once a second for those that are due. The projected tables are the second net,
 * for events whose node was killed: they may be late or stand still.
 */
package io.evently.deadline;
