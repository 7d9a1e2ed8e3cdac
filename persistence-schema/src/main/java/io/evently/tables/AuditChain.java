package io.evently.tables;

import java.util.Arrays;

/** The chains of the table {@code audit}: one for each kind of writer, so that none waits for another. */
public enum AuditChain {
    /** What SQL changed; written by triggers. */
    BY_HAND(1, "by-hand"),
    /** Log-ins, refusals, reads; written by the nodes. */
    REQUESTS(2, "requests"),
    /** What was decided; written by the projection. */
    FACTS(3, "facts");

    private final int number;
    private final String label;

    AuditChain(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** In the column {@code chain}. */
    public int number() {
        return number;
    }

    /** For people and clients. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException if there is none */
    public static AuditChain of(int number) {
        return Arrays.stream(values())
                .filter(chain -> chain.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no chain " + number));
    }
}
