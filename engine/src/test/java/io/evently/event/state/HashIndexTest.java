package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The index against a {@code HashMap}, which is known to be right. */
class HashIndexTest {

    /** A value found by its key; the same key may come back with another text. */
    private record Entry(int key, String text) {}

    /** How well the keys are spread. */
    private enum Hashes {
        SPREAD,
        IN_A_ROW,
        ONE_OF_FOUR,
        ALL_THE_SAME,
        TWO_NEIGHBOURS;

        private int of(int key) {
            return switch (this) {
                case SPREAD -> key * 0x45D9F3B;
                case IN_A_ROW -> key;
                case ONE_OF_FOUR -> key & 3;
                case ALL_THE_SAME -> 7;
                case TWO_NEIGHBOURS -> -1 - (key & 1);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Hashes.class)
    void findsWhatAHashMapFindsThroughGrowthAndShrinking(Hashes hashes) {
        for (long seed = 0; seed < 6; seed++) {
            compareWithHashMap(hashes, seed);
        }
    }

    private static void compareWithHashMap(Hashes hashes, long seed) {
        Random random = new Random(seed);
        HashIndex<Entry> index = new HashIndex<>(entry -> hashes.of(entry.key));
        Map<Integer, Entry> map = new HashMap<>();
        for (int step = 0; step < 2_000; step++) {
            // The size swings between none and some 250, over six doublings of the array.
            boolean growing = step / 400 % 2 == 0;
            int key = random.nextInt(500);
            Entry old = map.get(key);
            if (old == null) {
                if (growing || random.nextInt(8) == 0) {
                    Entry entry = new Entry(key, "made at " + step);
                    index.add(entry);
                    map.put(key, entry);
                }
            } else if (random.nextInt(4) == 0) {
                Entry entry = new Entry(key, "replaced at " + step);
                index.replace(old, entry);
                map.put(key, entry);
            } else if (!growing || random.nextInt(3) == 0) {
                index.remove(old);
                map.remove(key);
            }
            assertThat(find(index, hashes, key))
                    .as("seed %d, step %d, key %d", seed, step, key)
                    .isSameAs(map.get(key));
            if (step % 50 == 0) {
                mustHoldTheSame(index, map, hashes, "seed " + seed + ", step " + step);
            }
        }
        mustHoldTheSame(index, map, hashes, "seed " + seed);
    }

    private static void mustHoldTheSame(HashIndex<Entry> index, Map<Integer, Entry> map, Hashes hashes, String where) {
        Map<Integer, Entry> found = new HashMap<>();
        for (int key = 0; key < 500; key++) {
            Entry entry = find(index, hashes, key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        assertThat(found).as(where).isEqualTo(map);
        assertThat(index.size()).as(where).isEqualTo(map.size());
        assertThat(new HashSet<>(listOf(index))).as(where).isEqualTo(new HashSet<>(map.values()));
    }

    private static Entry find(HashIndex<Entry> index, Hashes hashes, int key) {
        return index.find(hashes.of(key), entry -> entry.key == key);
    }

    private static List<Entry> listOf(HashIndex<Entry> index) {
        List<Entry> all = new ArrayList<>();
        index.forEach(all::add);
        return all;
    }

    @Test
    void containsTheVeryObjectAndNotItsTwin() {
        HashIndex<Entry> index = new HashIndex<>(Entry::key);
        Entry entry = new Entry(1, "a");
        index.add(entry);

        assertThat(index.contains(entry)).isTrue();
        assertThat(index.contains(new Entry(1, "a"))).isFalse();
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        HashIndex<Entry> index = new HashIndex<>(Entry::key);
        Entry entry = new Entry(1, "a");
        index.add(entry);

        index.remove(new Entry(1, "a"));
        index.remove(new Entry(2, "b"));

        assertThat(index.size()).isEqualTo(1);
        assertThat(index.contains(entry)).isTrue();
    }

    @Test
    void anEmptyOneHasNothingToIterate() {
        HashIndex<Entry> index = new HashIndex<>(Entry::key);

        assertThat(index.iterator().hasNext()).isFalse();
        Assertions.assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> index.iterator().next());
    }
}
