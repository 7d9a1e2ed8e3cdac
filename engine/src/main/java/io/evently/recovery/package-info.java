/** Entities with an unreadable journal: what was found, who is told, and when the journal is read again. */
package io.evently.recovery;
