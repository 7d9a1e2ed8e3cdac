/** What requests with an idempotency key make, where no actor is there yet to remember it ({@code design.md}, "Idempotency"). */
package io.evently.idempotency;
