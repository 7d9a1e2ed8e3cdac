package io.evently.tables.message;

import java.util.UUID;

/**
 * A version of a template.
 *
 * @param type a word of the enum {@code message_type}
 * @param variables JSON: the kind of each by its name
 * @param language BCP 47
 * @param version from 1, by type
 * @param author null: it came with Evently
 * @param edition which of those that came with Evently; null: an admin's
 * @param createdAt microseconds
 */
public record EmailTemplateRow(
        UUID id,
        String type,
        String subject,
        String html,
        String text,
        String variables,
        String language,
        int version,
        UUID author,
        Integer edition,
        long createdAt) {}
