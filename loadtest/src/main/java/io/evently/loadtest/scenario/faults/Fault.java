package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.sut.Databases;
import java.time.Duration;

/**
 * Something that will go wrong.
 *
 * @param at since the beginning of the run; later if what came before has not healed yet
 * @param kind what
 * @param target index of a node or of a database; -1 when there is nothing to choose
 * @param length until it is undone
 * @param skewSeconds how far a clock jumps; 0 for other kinds
 */
public record Fault(Duration at, FaultKind kind, int target, Duration length, int skewSeconds) {

    /** What it strikes. */
    String targetName() {
        return switch (kind.target()) {
            case NODE -> "node-" + target;
            case DATABASE -> Databases.name(target);
            case NONE -> "database";
        };
    }

    @Override
    public String toString() {
        String how = skewSeconds == 0 ? "" : " by %+d s".formatted(skewSeconds);
        return kind + " of " + targetName() + how + " for " + length.toSeconds() + " s";
    }
}
