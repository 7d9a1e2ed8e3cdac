package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingEventsTest {

    private static final long NOW = TimeUnit.MILLISECONDS.toMicros(1_800_000_000_000L);
    private static final long DAY = TimeUnit.DAYS.toMicros(1);
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);

    private final MissingEvents missing = new MissingEvents();

    @Test
    void whatWeMakeIsOurs() {
        UUID id = Generators.timeBasedEpochRandomGenerator(null, MissingEvents.clock(() -> NOW))
                .generate();
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(TimeUnit.MICROSECONDS.toMillis(NOW));
        assertThat(missing.isNone(id, NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "5a7e0b4e-3a35-4d4c-9d3b-6f2f1d0c9b8a",
                "0193b6a0-0000-7000-c000-000000000001",
                "0193b6a0-0000-7000-0000-000000000001"
            })
    void otherVersionsAndVariantsAreNot(String id) {
        assertThat(missing.isNone(UUID.fromString(id), NOW)).isTrue();
    }

    @Test
    void neitherIsWhatIsStillToCome() {
        assertThat(missing.isNone(madeAt(NOW + DAY), NOW)).isFalse();
        assertThat(missing.isNone(madeAt(NOW + DAY + 1_000), NOW)).isTrue();
    }

    @Test
    void whatIsMissingIsRememberedUnlessItMayStillBeMade() {
        UUID old = madeAt(NOW - MINUTE - 1_000);
        UUID young = madeAt(NOW - MINUTE);
        missing.missing(old, NOW);
        missing.missing(young, NOW);

        assertThat(missing.isNone(old, NOW)).isTrue();
        assertThat(missing.isNone(young, NOW)).isFalse();

        missing.made(old);
        assertThat(missing.isNone(old, NOW)).isFalse();
    }

    private static UUID madeAt(long micros) {
        return new UUID(TimeUnit.MICROSECONDS.toMillis(micros) << 16 | 0x7000, 0x8000_0000_0000_0001L);
    }
}
