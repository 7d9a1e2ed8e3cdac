package io.evently.loadtest.timeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Spans of time, apart from each other and in order; how much of any other span they cover is found by bisection. */
final class Spans {

    static final Spans NONE = new Spans(List.of());

    /** From one moment until before another. */
    record Span(long from, long to) {}

    private final List<Span> spans;
    /** Covered before each of them. */
    private final long[] before;

    private Spans(List<Span> spans) {
        this.spans = spans;
        this.before = new long[spans.size() + 1];
        for (int i = 0; i < spans.size(); i++) {
            before[i + 1] = before[i] + spans.get(i).to() - spans.get(i).from();
        }
    }

    /** All time that is in one of those at least. */
    static Spans of(Collection<Span> any) {
        List<Span> merged = new ArrayList<>();
        for (Span next :
                any.stream().sorted(Comparator.comparingLong(Span::from)).toList()) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && next.from() <= last.to()) {
                merged.set(merged.size() - 1, new Span(last.from(), Math.max(last.to(), next.to())));
            } else {
                merged.add(next);
            }
        }
        return new Spans(merged);
    }

    /** All time that is in these or in those. */
    Spans or(Spans others) {
        List<Span> both = new ArrayList<>(spans);
        both.addAll(others.spans);
        return of(both);
    }

    /** The time of these that is not in those. */
    Spans without(Spans others) {
        List<Span> left = new ArrayList<>();
        int next = 0;
        for (Span span : spans) {
            long from = span.from();
            while (next < others.spans.size() && others.spans.get(next).to() <= from) {
                next++;
            }
            int other = next;
            while (other < others.spans.size() && others.spans.get(other).from() < span.to()) {
                Span cut = others.spans.get(other++);
                if (cut.from() > from) {
                    left.add(new Span(from, cut.from()));
                }
                from = Math.max(from, cut.to());
            }
            if (from < span.to()) {
                left.add(new Span(from, span.to()));
            }
        }
        return new Spans(left);
    }

    /** How much of that span they cover, in nanoseconds. */
    long within(long from, long to) {
        return to <= from ? 0 : coveredUntil(to) - coveredUntil(from);
    }

    private long coveredUntil(long moment) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).from() < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        Span last = spans.get(low - 1);
        return before[low - 1] + Math.min(moment, last.to()) - last.from();
    }
}
