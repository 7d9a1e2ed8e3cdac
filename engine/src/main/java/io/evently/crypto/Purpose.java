package io.evently.crypto;

import java.time.Duration;
import java.util.Optional;

/** What Evently has keys of its own for ({@link ServiceKeys}). The labels stand in the database for ever. */
public enum Purpose {
    /** The pepper of {@link BlindIndex}. */
    BLIND_INDEX("blind-index", false, "evently/email/blind-index/1", null, null),

    /** What requests are digested with. */
    REQUESTS("requests", false, "evently/requests/digest/1", null, null),

    /** Encrypts what people type about others. A new key each year bounds what one of them tells; none is destroyed. */
    TEXTS("texts", true, null, Duration.ofDays(365), null),

    /**
     * Encrypts addresses and agents of attempts: a new key each week, destroyed 13 weeks after the next one came. So what
     * it encrypted, rows of 90 days, cannot be read a week after the last of them went, in no backup either.
     */
    ATTEMPTS("attempts", true, null, Duration.ofDays(7), Duration.ofDays(91)),

    /** What tells links that Evently sent from others. */
    LINKS("links", false, null, null, null);

    private final String label;
    private final boolean cipher;
    private final String derivedBefore;
    private final Duration renewedAfter;
    private final Duration destroyedAfterNext;

    Purpose(String label, boolean cipher, String derivedBefore, Duration renewedAfter, Duration destroyedAfterNext) {
        this.label = label;
        this.cipher = cipher;
        this.derivedBefore = derivedBefore;
        this.renewedAfter = renewedAfter;
        this.destroyedAfterNext = destroyedAfterNext;
    }

    String label() {
        return label;
    }

    /** As what it was derived from the master key before it was kept. */
    Optional<String> derivedBefore() {
        return Optional.ofNullable(derivedBefore);
    }

    /** Whether it encrypts; else it digests. */
    boolean isCipher() {
        return cipher;
    }

    /** @param age of its newest key */
    boolean needsNewKey(Duration age) {
        return renewedAfter != null && age.compareTo(renewedAfter) > 0;
    }

    /** @param ageOfNext of the key that came after it */
    boolean isOver(Duration ageOfNext) {
        return destroyedAfterNext != null && ageOfNext.compareTo(destroyedAfterNext) > 0;
    }
}
