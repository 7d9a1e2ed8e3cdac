package io.evently.loadtest.timeline;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.evently.loadtest.timeline.Spans.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * When a cause was present.
 *
 * @param label cause and detail
 * @param all whenever it was
 * @param first when no cause that stands before it was present: what it alone is told to explain
 */
record Presence(Cause cause, String label, Spans all, Spans first) {

    /** Of all causes that were seen, in their order. */
    static List<Presence> of(List<Stall> stalls) {
        List<Presence> presences = new ArrayList<>();
        Spans told = Spans.NONE;
        List<List<Stall>> kinds =
                stalls.stream().collect(groupingBy(Stall::label, TreeMap::new, toList())).values().stream()
                        .sorted(Comparator.comparing(kind -> kind.get(0).cause()))
                        .toList();
        for (List<Stall> kind : kinds) {
            Spans all = Spans.of(kind.stream()
                    .map(stall -> new Span(stall.from(), stall.to()))
                    .toList());
            presences.add(new Presence(kind.get(0).cause(), kind.get(0).label(), all, all.without(told)));
            told = told.or(all);
        }
        return presences;
    }
}
