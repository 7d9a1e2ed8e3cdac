package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Rejection;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectionsTest {

    /** The engine tells its codes as text, so the compiler cannot see that one is none of ours. */
    @ParameterizedTest
    @EnumSource
    void everyRejectionIsToldByItsCode(Rejection rejection) {
        assertThat(Rejections.problem(rejection).code().name()).isEqualTo(rejection.code());
    }

    @Test
    void aRejectionsNameIsItsCodeButForTheseFive() {
        assertThat(EnumSet.allOf(Rejection.class))
                .filteredOn(rejection -> !rejection.code().equals(rejection.name()))
                .extracting(rejection -> rejection + ": " + rejection.code())
                .containsExactlyInAnyOrder(
                        "EVENT_NOT_FOUND: NOT_FOUND",
                        "BOOKING_NOT_FOUND: NOT_FOUND",
                        "ENTRY_NOT_FOUND: NOT_FOUND",
                        "PROMOTION_NOT_FOUND: NOT_FOUND",
                        "ENTRY_EXPIRED: INVALID_REQUEST");
    }
}
