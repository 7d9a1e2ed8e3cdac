/**
 * What keeps persons secret: the master key, a key for each user, the blind index of an address, and passwords.
 *
 * <p>Every user's e-mail address and name are encrypted under a key of that user's own ({@link
 * io.evently.crypto.UserKeys}), which the master key wraps. Throwing a user's key away forgets the person in journal,
 * snapshots, tables and backups at once.
 */
package io.evently.crypto;
