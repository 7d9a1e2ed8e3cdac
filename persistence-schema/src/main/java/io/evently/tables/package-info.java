/**
 * The tables: one class each, owning its SQL, and {@link io.evently.tables.ReadModel}, which asks all four databases. Rows
 * are records; times are microseconds since 1970, money is cents. A table states its columns once, in a {@code Table}.
 *
 * <p>Most are the read model: projections write them, lists read them, and no booking is decided from them. Others are
 * a truth of their own, such as the journal, users' keys, active admins, idempotency keys, log-in attempts, wake-up
 * times and the members of the cluster.
 */
package io.evently.tables;
