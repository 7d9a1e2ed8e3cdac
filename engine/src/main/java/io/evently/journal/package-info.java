/**
 * Writing and reading a database's journal: one connection, batches that fill while the one before is written, and an
 * answer for each commit that says whether it is on disk, is not, or may be.
 */
package io.evently.journal;
