/** The journal, its snapshots, and how far the tables have followed it. */
package io.evently.tables.journal;
