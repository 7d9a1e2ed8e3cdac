/** Removes who registered, never proved an address, and never booked. */
package io.evently.user.unproved;
