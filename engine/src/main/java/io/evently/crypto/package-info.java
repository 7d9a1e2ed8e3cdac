/**
 * Protects personal data: the master key, a key per user, the blind index of an address, and passwords.
 *
 * <p>Each user's e-mail address and name are encrypted under their own key ({@link io.evently.crypto.UserKeys}), which
 * the master key wraps. Deleting a user's key forgets the person in journal, snapshots, tables and backups at once.
 */
package io.evently.crypto;
