/** Backups of the four databases, data and keys apart, and how they come back without whom Evently forgot. */
package io.evently.database.backup;
