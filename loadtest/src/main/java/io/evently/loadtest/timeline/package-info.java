/**
 * Why requests were slow: what server, PostgreSQL and machine did while a load ran, laid over the times of its slow
 * requests. All times are {@link System#nanoTime()}, which every process of a Linux machine reads from one clock.
 */
package io.evently.loadtest.timeline;
