package io.evently.loadtest.verify;

import java.util.List;

/** Collects what breaks one rule, up to a few examples. Used by one thread. */
public final class Rule {

    /** A systematic defect breaks a rule for every booking; a few examples tell as much as all. */
    private static final int MOST_EXAMPLES = 5;

    private final String sentence;
    private final List<Violation> violations;
    private int broken;

    /**
     * A rule that nothing has broken yet.
     *
     * @param violations takes the examples
     */
    public Rule(String sentence, List<Violation> violations) {
        this.sentence = sentence;
        this.violations = violations;
    }

    /** Something broke it. */
    public void broken(String detail) {
        if (++broken <= MOST_EXAMPLES) {
            violations.add(new Violation(sentence, detail));
        }
    }

    /** How often it was broken, whether or not it made an example. */
    public int timesBroken() {
        return broken;
    }

    /** Broken unless both are the same. */
    public void equal(String what, long actual, long wanted) {
        if (actual != wanted) {
            broken(what + ": " + actual + " instead of " + wanted);
        }
    }
}
