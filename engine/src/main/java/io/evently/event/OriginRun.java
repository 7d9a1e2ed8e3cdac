package io.evently.event;

/**
 * Facts that follow each other in a commit and come from one request.
 *
 * @param facts how many, at least 1
 */
public record OriginRun(int facts, Origin origin) {}
