package io.evently.event.rules;

import io.evently.event.Origin;
import io.evently.event.OriginRun;
import java.util.ArrayList;
import java.util.List;

/** Whose wish the facts of a round were, while it goes on. */
final class Origins {

    private final List<OriginRun> runs = new ArrayList<>();
    private Origin current;
    private int facts;

    void add(int more, Origin origin) {
        if (facts > 0 && !origin.equals(current)) {
            runs.add(new OriginRun(facts, current));
            facts = 0;
        }
        current = origin;
        facts += more;
    }

    /** None if nothing is known of any. */
    List<OriginRun> runs() {
        if (facts > 0 && (!runs.isEmpty() || !current.equals(Origin.UNKNOWN))) {
            runs.add(new OriginRun(facts, current));
            facts = 0;
        }
        return List.copyOf(runs);
    }
}
