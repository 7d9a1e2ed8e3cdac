/**
 * Evently beside what people use instead, on the same machine, the same PostgreSQL and in the same run, with every run
 * audited before its figure counts.
 */
package io.evently.loadtest.bench;
