package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The index against a {@code HashMap}, which is known to be right. */
class RowIndexTest {

    /** How well the values are spread. */
    private enum Hashes {
        SPREAD,
        ALL_THE_SAME,
        SAME_UPPER_HALF,
        SAME_LOWER_HALF;

        private long of(long value) {
            return switch (this) {
                case SPREAD -> RowIndex.hash(value, ~value);
                case ALL_THE_SAME -> 7;
                case SAME_UPPER_HALF -> RowIndex.hash(value, 1) & 0xFFFF_FFFFL;
                case SAME_LOWER_HALF -> RowIndex.hash(value, 1) & ~0xFFFF_FFFFL;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Hashes.class)
    void findsWhatAHashMapFindsThroughGrowthAndShrinking(Hashes hashes) {
        int most = hashes == Hashes.SPREAD ? 60_000 : 3_000;
        Random random = new Random(1);
        long[] values = new long[most];
        RowIndex index = new RowIndex(row -> hashes.of(values[row]), 512);
        Map<Long, Integer> map = new HashMap<>();
        List<Integer> free = new ArrayList<>();
        for (int row = most - 1; row >= 0; row--) {
            free.add(row);
        }
        for (int round = 0; round < 3; round++) {
            while (!free.isEmpty()) {
                int row = free.remove(free.size() - 1);
                values[row] = random.nextLong();
                index.add(hashes.of(values[row]), row);
                map.put(values[row], row);
            }
            mustHoldTheSame(index, hashes, values, map);
            for (int row = 0; row < most; row++) {
                if (random.nextInt(20) != 0) {
                    index.remove(hashes.of(values[row]), row);
                    map.remove(values[row]);
                    free.add(row);
                }
            }
            mustHoldTheSame(index, hashes, values, map);
        }
    }

    private static void mustHoldTheSame(RowIndex index, Hashes hashes, long[] values, Map<Long, Integer> map) {
        assertThat(index.size()).isEqualTo(map.size());
        for (long value : values) {
            int found = index.find(hashes.of(value), row -> values[row] == value);
            assertThat(found).isEqualTo(map.getOrDefault(value, RowPages.NONE));
        }
    }

    @Test
    void takesTenBytesARowAtMost() {
        RowIndex index = new RowIndex(Hashes.SPREAD::of, RowIndex.LARGEST);
        for (int row = 0; row < 300_000; row++) {
            index.add(Hashes.SPREAD.of(row), row);
            if (row > 20_000) {
                assertThat(index.bytes()).isLessThan(11L * row);
            }
        }
    }

    @Test
    void findsRowsWithLargeNumbers() {
        Hashes hashes = Hashes.SPREAD;
        RowIndex index = new RowIndex(hashes::of, RowIndex.LARGEST);
        int step = 1 << 19;
        for (int row = 0; row >= 0 && row < Integer.MAX_VALUE - step; row += step) {
            index.add(hashes.of(row), row);
        }
        index.add(hashes.of(Integer.MAX_VALUE - 1), Integer.MAX_VALUE - 1);
        for (int row = 0; row >= 0 && row < Integer.MAX_VALUE - step; row += step) {
            int wanted = row;
            assertThat(index.find(hashes.of(row), found -> found == wanted)).isEqualTo(row);
        }
        assertThat(index.find(hashes.of(Integer.MAX_VALUE - 1), row -> row == Integer.MAX_VALUE - 1))
                .isEqualTo(Integer.MAX_VALUE - 1);
    }
}
