/**
 * What people use instead of Evently: four ways to book with SQL and a textbook's event-sourced entity, each in its
 * best shape, on the same durable PostgreSQL, and audited after every run. {@code rival.http} is the first of them as a
 * service runs it.
 */
package io.evently.loadtest.rival;
