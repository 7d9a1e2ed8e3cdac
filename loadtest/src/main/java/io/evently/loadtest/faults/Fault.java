package io.evently.loadtest.faults;

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

    @Override
    public String toString() {
        String where =
                switch (kind.target()) {
                    case NODE -> " of node-" + target;
                    case DATABASE -> " of evently_" + target;
                    case NONE -> "";
                };
        String how = skewSeconds == 0 ? "" : " by %+d s".formatted(skewSeconds);
        return kind + where + how + " for " + length.toSeconds() + " s";
    }
}
