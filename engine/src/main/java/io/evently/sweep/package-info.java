/**
 * Ends what is over by time: events are completed a day after their date, booking attempts are deleted after 90 days,
 * idempotency keys after 24 hours. By night it searches the tables for rows that refer to what is not there. One process
 * per database ({@link io.evently.sweep.Sweeps}) works in small steps that give way to a sale.
 */
package io.evently.sweep;
