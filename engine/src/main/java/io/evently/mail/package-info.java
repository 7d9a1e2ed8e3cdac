/** Mails: taken from the outbox of each database, made, handed to a provider, tried again, and given up. */
package io.evently.mail;
