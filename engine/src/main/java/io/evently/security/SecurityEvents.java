package io.evently.security;

/** Takes what matters for security. Never blocks, never fails. */
@FunctionalInterface
public interface SecurityEvents {

    /** For a node that plays to itself, and for tests. */
    SecurityEvents NONE = event -> {};

    void record(SecurityEvent event);
}
