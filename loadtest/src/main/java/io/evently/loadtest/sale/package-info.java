/**
 * A sale seen from its customers: who asks for what, under which idempotency key, and everything they heard. What is
 * recorded here is what the audit holds against the server.
 */
package io.evently.loadtest.sale;
