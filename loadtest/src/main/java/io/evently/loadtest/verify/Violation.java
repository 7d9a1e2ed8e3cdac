package io.evently.loadtest.verify;

/**
 * A promise that was not kept.
 *
 * @param rule its sentence
 * @param detail what was seen instead
 */
public record Violation(String rule, String detail) {

    @Override
    public String toString() {
        return rule + ": " + detail;
    }
}
