package io.evently.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrosTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2027-01-15T08:00:00.123456Z, 1800000000123456",
        "1969-12-31T23:59:59.999999Z, -1",
        "9999-12-31T23:59:59.999999Z, 253402300799999999"
    })
    void microsecondsCountFrom1970(Instant time, long micros) {
        assertThat(Micros.of(time)).isEqualTo(micros);
        assertThat(Micros.of(time.plusNanos(999))).isEqualTo(micros);
        assertThat(Micros.toInstant(micros)).isEqualTo(time);
    }
}
