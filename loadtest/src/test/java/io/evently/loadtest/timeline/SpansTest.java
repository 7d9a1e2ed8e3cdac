package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.timeline.Spans.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {

    private static final Spans SPANS = spans(30, 40, 10, 20, 18, 25);

    @Test
    void whatOverlapsOrTouchesIsOne() {
        assertThat(SPANS.within(0, 100)).isEqualTo(15 + 10);
        assertThat(spans(1, 2, 2, 3).within(0, 100)).isEqualTo(2);
    }

    @Test
    void anotherSpanIsCoveredWhereTheyAre() {
        assertThat(SPANS.within(0, 10)).isZero();
        assertThat(SPANS.within(12, 13)).isEqualTo(1);
        assertThat(SPANS.within(20, 35)).isEqualTo(5 + 5);
        assertThat(SPANS.within(35, 20)).isZero();
        assertThat(Spans.NONE.within(0, 100)).isZero();
    }

    @Test
    void whatIsTakenAwayIsCoveredNoMore() {
        Spans left = SPANS.without(spans(0, 12, 15, 16, 24, 31, 39, 50));
        assertThat(left.within(0, 100)).isEqualTo(3 + 8 + 8);
        assertThat(left.within(12, 15)).isEqualTo(3);
        assertThat(left.within(31, 39)).isEqualTo(8);
        assertThat(SPANS.without(SPANS).within(0, 100)).isZero();
        assertThat(SPANS.without(Spans.NONE).within(0, 100)).isEqualTo(25);
    }

    @Test
    void oneSpanTakesAwayFromSeveral() {
        assertThat(SPANS.without(spans(15, 35)).within(0, 100)).isEqualTo(5 + 5);
    }

    @Test
    void bothTogetherCountOnce() {
        assertThat(SPANS.or(spans(20, 32)).within(0, 100)).isEqualTo(30);
    }

    private static Spans spans(long... bounds) {
        var spans = new java.util.ArrayList<Span>();
        for (int i = 0; i < bounds.length; i += 2) {
            spans.add(new Span(bounds[i], bounds[i + 1]));
        }
        return Spans.of(List.copyOf(spans));
    }
}
