/**
 * Follows the journals and tells people: each database's journal has a follower of its own, behind the tables, which writes
 * what is told into the databases of those who are told. Making the tables anew tells nothing again.
 */
package io.evently.message.follow;
