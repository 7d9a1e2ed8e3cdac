package io.evently.template;

/**
 * What an admin writes.
 *
 * @param subject one line; what an inbox shows, too
 * @param language BCP 47, such as {@code en} or {@code pt-BR}: of the words, and in which times are written
 */
public record TemplateContent(String subject, String html, String text, String language) {}
