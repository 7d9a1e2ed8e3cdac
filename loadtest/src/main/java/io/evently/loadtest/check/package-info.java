/**
 * Proves, after a run full of faults, that Evently kept its promises: holds what clients recorded against the journals,
 * replayed by a small model of its own, and against the tables. Shares no code with what it judges.
 */
package io.evently.loadtest.check;
