/** Statements derived from lists of columns, and small helpers of those that are written by hand. */
package io.evently.sql;
