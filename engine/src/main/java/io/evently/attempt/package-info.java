/** The log of booking attempts: by which user, from which address, with which result. */
package io.evently.attempt;
