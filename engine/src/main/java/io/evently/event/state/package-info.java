/** What facts make of an event: its summary, bookings and waitlist, changed in place by one owner. */
package io.evently.event.state;
