package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowPagesTest {

    private static int add(RowPages pages, long value) {
        int row = pages.add();
        pages.set(row, 0, value);
        pages.set(row, 1, -value);
        pages.set(row, 2, 0);
        return row;
    }

    @Test
    void aRowKeepsItsNumbersWhileOthersComeAndGo() {
        Random random = new Random(1);
        RowPages pages = new RowPages(3);
        List<Integer> rows = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (int step = 0; step < 30_000; step++) {
            if (random.nextInt(3) > 0 || rows.isEmpty()) {
                values.add((long) step);
                rows.add(add(pages, step));
            } else {
                int gone = random.nextInt(rows.size());
                values.remove(gone);
                pages.free(rows.remove(gone));
            }
        }
        assertThat(pages.size()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            assertThat(pages.isUsed(rows.get(i))).isTrue();
            assertThat(pages.get(rows.get(i), 0)).isEqualTo(values.get(i));
            assertThat(pages.get(rows.get(i), 1)).isEqualTo(-values.get(i));
        }
        long used = 0;
        for (int row = 0; row < pages.end(); row++) {
            used += pages.isUsed(row) ? 1 : 0;
        }
        assertThat(used).isEqualTo(rows.size());
    }

    @Test
    void aRowThatIsFreedIsUsedAgain() {
        RowPages pages = new RowPages(3);
        int first = add(pages, 1);
        int second = add(pages, 2);
        pages.free(first);
        pages.free(second);
        assertThat(List.of(add(pages, 3), add(pages, 4))).containsExactlyInAnyOrder(first, second);
        assertThat(pages.end()).isEqualTo(2);
    }

    @Test
    void aCopyAndItsOriginalDoNotSeeEachOthersChanges() {
        RowPages pages = new RowPages(3);
        for (int row = 0; row < 5_000; row++) {
            add(pages, row);
        }
        RowPages copy = pages.copy();
        for (int row = 0; row < 5_000; row += 7) {
            pages.set(row, 0, -1);
            copy.set(row, 1, -2);
        }
        pages.free(6);
        for (int row = 0; row < 3_000; row++) {
            add(pages, 9);
        }
        assertThat(copy.end()).isEqualTo(5_000);
        assertThat(copy.size()).isEqualTo(5_000);
        for (int row = 0; row < 5_000; row++) {
            assertThat(copy.get(row, 0)).isEqualTo(row);
            assertThat(copy.get(row, 1)).isEqualTo(row % 7 == 0 ? -2 : -row);
            assertThat(pages.get(row, 1)).isEqualTo(row == 6 ? -9 : -row);
        }
    }

    @Test
    void whatItTakesIsWhatItsRowsTake() {
        RowPages pages = new RowPages(3);
        assertThat(pages.bytes()).isZero();
        add(pages, 1);
        assertThat(pages.bytes()).isLessThan(100);
        for (int row = 1; row < 10_240; row++) {
            add(pages, row);
        }
        assertThat(pages.bytes()).isEqualTo(10_240 * 3 * 8);
    }
}
