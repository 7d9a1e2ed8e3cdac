/** What clients record while faults happen: every request, and what was heard of it. */
package io.evently.loadtest.history;
