package io.evently.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The words that tables, clients and their queries know: they never change. */
class LabelledTest {

    @Test
    void eachStatusHasItsWord() {
        assertThat(Labelled.labels(EventStatus.class)).containsExactly("active", "cancelled", "completed");
        assertThat(Labelled.labels(BookingStatus.class))
                .containsExactly("pending", "confirmed", "cancelled", "expired");
        assertThat(Labelled.labels(WaitlistStatus.class))
                .containsExactly("waiting", "promoted", "converted", "left", "expired");
        assertThat(Labelled.labels(PromotionStatus.class)).containsExactly("pending", "used", "expired");
        assertThat(Labelled.labels(WaitlistPolicy.class)).containsExactly("strict", "first_fit");
    }

    @Test
    void aWordIsFoundInItsSpellingOnly() {
        for (BookingStatus status : BookingStatus.values()) {
            assertThat(Labelled.of(BookingStatus.class, status.label())).isEqualTo(status);
        }
        assertThat(Labelled.find(BookingStatus.class, "Pending")).isEmpty();
        assertThatThrownBy(() -> Labelled.of(BookingStatus.class, "active"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
