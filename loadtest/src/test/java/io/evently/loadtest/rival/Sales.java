package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/** Sales as short as a test can make them, on whatever disk. */
final class Sales {

    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Sales() {}

    /**
     * A sale with enough in it, or the longest there is: each try takes twice the time of the one before.
     *
     * @param sale of that duration; begins anew each time
     */
    static <T> T until(Predicate<T> enough, Function<Duration, T> sale) {
        Duration time = MOMENT;
        T sold = sale.apply(time);
        while (!enough.test(sold) && time.compareTo(LONGEST) < 0) {
            time = time.multipliedBy(2);
            sold = sale.apply(time);
        }
        return sold;
    }
}
