/**
 * How the tables follow the journal: one {@link io.evently.projection.Projector} per database, run somewhere in the
 * cluster by {@link io.evently.projection.Projections}. {@link io.evently.projection.TableChanges} says what a commit
 * means to the tables; the SQL is in {@code io.evently.tables}.
 */
package io.evently.projection;
