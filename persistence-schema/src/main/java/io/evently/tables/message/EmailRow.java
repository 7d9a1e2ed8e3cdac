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
 */
public record EmailRow(
        UUID id, UUID userId, String cause, String type, Map<String, String> variables, long createdAt) {}
