/**
 * What time alone ends, some day, and nobody asks for: events that are over are completed a day after their date, booking
 * attempts are kept 90 days, idempotency keys 24 hours. One process per database ({@link io.evently.sweep.Sweeps}), in small steps that give way to a
 * sale.
 */
package io.evently.sweep;
