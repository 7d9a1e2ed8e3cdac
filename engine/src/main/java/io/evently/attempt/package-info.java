/** The log of booking attempts: who tried what, from where, and what came of it. */
package io.evently.attempt;
