/** Logging in and out: slower for guessers, and known to all nodes within a minute. */
package io.evently.user.session;
