package io.evently.tables.message;

import java.util.Map;
import java.util.UUID;

/**
 * A mail to be sent, in the database of its recipient.
 *
 * @param id follows from its cause, so that it is written once
 * @param cause a word of {@code io.evently.message.Cause}
 * @param type a word of the enum {@code message_type}: which template says it
 * @param variables what the template is filled with, by {@code io.evently.message.Variable}; without personal data
 * @param createdAt the time of what it tells of, microseconds
 * @param factNo of the event's facts, the one it tells of; 0: of none
 * @param formerEmail ciphertext of an address that they had, to which it goes whatever they have by then; null: it goes to the
 *     one they have when it is sent. Not copied: nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
public record EmailRow(
        UUID id,
        UUID userId,
        String cause,
        String type,
        Map<String, String> variables,
        long createdAt,
        long factNo,
        byte[] formerEmail) {

    /** About no event, to the address that they have. */
    public EmailRow(UUID id, UUID userId, String cause, String type, Map<String, String> variables, long createdAt) {
        this(id, userId, cause, type, variables, createdAt, 0, null);
    }
}
