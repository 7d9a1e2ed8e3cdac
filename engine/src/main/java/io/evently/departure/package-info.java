/**
 * Ends what a deactivated or forgotten user held: open holds, waitlist entries and open promotions, in all four databases. The
 * projection notes them (table {@code departures} of their database). One process per database ({@link
 * io.evently.departure.DepartureWorkers}) asks the events until nothing is left and nothing new can come. A crash only
 * delays it.
 */
package io.evently.departure;
