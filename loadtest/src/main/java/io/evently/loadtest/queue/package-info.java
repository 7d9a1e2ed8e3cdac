/**
 * A queue seen from those who stand in it: who joins for how many seats, what they heard, and what they do when seats are
 * promised to them. What is recorded here is what the audit holds against the server.
 */
package io.evently.loadtest.queue;
