/**
 * Idempotency keys of requests that make an event or a user: no actor exists yet to remember the key ({@code
 * design.md}, "Idempotency").
 */
package io.evently.idempotency;
