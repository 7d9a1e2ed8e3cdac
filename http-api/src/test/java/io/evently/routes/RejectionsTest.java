package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.Rejection;
import io.evently.event.actor.EventReply;
import java.util.Arrays;
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
    void whoReachesALimitIsToldWhichOne() {
        assertThat(Arrays.stream(BookingLimit.values())
                        .map(limit -> new EventReply.Refused(Rejection.BOOKING_LIMIT_REACHED, 4990, limit))
                        .map(refused -> Rejections.problem(refused).getMessage()))
                .doesNotHaveDuplicates()
                .doesNotContain(
                        Rejections.problem(Rejection.BOOKING_LIMIT_REACHED).getMessage());
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
