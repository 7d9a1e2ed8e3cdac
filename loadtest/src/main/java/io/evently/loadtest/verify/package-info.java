/**
 * Holds what customers heard against the journals, replayed anew, the tables, and what actors and pages show. A number
 * is worth printing only when nothing is found here.
 */
package io.evently.loadtest.verify;
