package io.evently.requests;

import java.util.List;
import java.util.random.RandomGenerator;

/** Choices that a seed decides. */
final class Pick {

    private Pick() {}

    /** One of them, each as likely. */
    static <T> T one(RandomGenerator random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** True so many times in a hundred. */
    static boolean percent(RandomGenerator random, int percent) {
        return random.nextInt(100) < percent;
    }
}
