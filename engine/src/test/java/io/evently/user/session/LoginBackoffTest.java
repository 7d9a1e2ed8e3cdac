package io.evently.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginBackoffTest {

    private final LoginBackoff waits = new LoginBackoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15));

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4, 0",
        "5, 1",
        "6, 2",
        "7, 4",
        "8, 8",
        "14, 512",
        "15, 900",
        "16, 900",
        "36, 900",
        "2147483647, 900"
    })
    void theyDoubleFromASecondToAQuarterOfAnHour(int failures, long seconds) {
        assertThat(waits.after(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
