/**
 * The read model: one class per table, each owning its SQL, and {@link io.evently.tables.Lists}, which asks all four
 * databases. Rows are records; times are microseconds since 1970, money is cents. Projections write here and lists read
 * here; nothing is ever decided from these tables.
 */
package io.evently.tables;
