package io.evently.mail;

import java.util.UUID;

/**
 * A mail that is ready to be sent.
 *
 * @param id of its row; its {@code Message-ID} follows from it, so one that is sent again is known by it
 * @param shard the database of the row
 * @param to an address with its domain in ASCII
 * @param toName the recipient's name; one line
 * @param createdAt the time of what it tells of, microseconds
 */
record Mail(UUID id, int shard, MailAddress from, String to, String toName, MailText text, long createdAt) {

    /** With its angle brackets. */
    String messageId() {
        return "<" + id + "@" + from.domain() + ">";
    }

    /** Whether only servers that know SMTPUTF8 (RFC 6531) can take it. */
    boolean hasUnicodeAddress() {
        return to.chars().anyMatch(c -> c >= 0x80);
    }

    /** Without the person. */
    @Override
    public String toString() {
        return "Mail(" + id + ")";
    }
}
