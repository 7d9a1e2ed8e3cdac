package io.evently.template;

/**
 * One thing that is wrong with a template.
 *
 * @param field {@code subject}, {@code html}, {@code text} or {@code language}
 * @param message a sentence without its subject, for whoever wrote it
 */
public record TemplateFault(String field, String message) {}
