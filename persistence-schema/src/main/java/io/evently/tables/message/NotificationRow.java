package io.evently.tables.message;

import io.evently.sql.FlatJson;
import java.util.Map;
import java.util.UUID;

/**
 * What a person was told, in the database of that person.
 *
 * @param id follows from its cause, so that it is written once
 * @param eventId null: it is about no event
 * @param type a word of the enum {@code message_type}
 * @param cause a word of {@code io.evently.message.Cause}
 * @param message one line, in the language of the template
 * @param variables what it was made of, {@link FlatJson}
 * @param email whether a mail was to be sent, too
 * @param inApp whether an inbox shows it
 * @param status a word of the enum {@code notification_status}
 * @param sentAt when it came into the inbox, microseconds; 0: never
 * @param deliveredAt when a stream had it first, microseconds; 0: not yet
 * @param createdAt the time of what it tells of, microseconds
 * @param streamNo rises in the order of commits within its database; 0 in a row that is yet to be written
 */
public record NotificationRow(
        UUID id,
        UUID userId,
        UUID eventId,
        String type,
        String cause,
        String message,
        String variables,
        boolean email,
        boolean inApp,
        String status,
        long sentAt,
        long deliveredAt,
        boolean read,
        long createdAt,
        long streamNo) {

    /** The variables by their words. */
    public Map<String, String> variablesByWord() {
        return FlatJson.map(variables);
    }

    NotificationRow numbered(long number) {
        return new NotificationRow(
                id,
                userId,
                eventId,
                type,
                cause,
                message,
                variables,
                email,
                inApp,
                status,
                sentAt,
                deliveredAt,
                read,
                createdAt,
                number);
    }
}
