/**
 * What people use instead of Evently: three ways to book with SQL and a textbook's event-sourced entity, each in its
 * best shape, on the same durable PostgreSQL, and audited after every run.
 */
package io.evently.loadtest.rival;
