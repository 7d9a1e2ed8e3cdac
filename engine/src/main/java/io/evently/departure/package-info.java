/**
 * What a deactivated user held ends: open holds, entries of waitlists, open promotions, in all four databases. The
 * projection notes who went (table {@code departures} of their database); one process per database ({@link
 * io.evently.departure.DepartureWorkers}) asks the events, until nothing is left and nothing can come any more. A crash
 * only delays it.
 */
package io.evently.departure;
