/**
 * How the tables follow the journal: one {@link io.evently.projection.Projector} per database, run somewhere in the
 * cluster by {@link io.evently.projection.Projections}. Each consequence of a fact is a {@link
 * io.evently.projection.TableHandler} in the list of {@link io.evently.projection.TableChanges}; the SQL is in {@code
 * io.evently.tables}.
 */
package io.evently.projection;
