package io.evently.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookingReferenceTest {

    /** The characters were computed with {@code openssl dgst -sha256} and Crockford's alphabet by hand. */
    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000000,                0, EVT197001016X3GHZZQE6EX",
        "018f4e5a-7b3c-7d2e-9f10-123456789abc, 1767225600000000, EVT20260101Q655J56YJ1EH",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, 1709208000000000, EVT20240229BB3AB52Z2S80"
    })
    void isTheDateAndTheDigestOfTheId(UUID id, long createdAt, String reference) {
        assertThat(BookingReference.of(id, createdAt)).isEqualTo(reference);
    }

    @Test
    void changesItsDateAtMidnightUtc() {
        UUID id = new UUID(1, 2);

        assertThat(BookingReference.of(id, 1_767_225_599_999_999L)).startsWith("EVT20251231");
        assertThat(BookingReference.of(id, 1_767_225_600_000_000L)).startsWith("EVT20260101");
    }

    @Test
    void has23CharactersThatNobodyMistakesForOneAnother() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(BookingReference.of(new UUID(i, -i), i * 86_400_000_000L))
                    .hasSize(23)
                    .matches("EVT\\d{8}[0-9A-HJKMNP-TV-Z]{12}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVT20260101100156YJ1EH9",
                "evt20260101100156yj1eh9",
                "EVT202601011OOL56YJIEH9",
                "EVT-20260101-1001-56YJ-IEH9",
                "evt-2O26OlO1-loo1-56yj-leh9",
                "E-V-T-2-0-2-6-0-1-0-1-1-0-0-1-5-6-Y-J-1-E-H-9",
                "EVT 20260101 1001 56YJ 1EH9"
            })
    void isReadAsFromPaper(String written) {
        assertThat(BookingReference.read(written)).contains("EVT20260101100156YJ1EH9");
    }

    @Test
    void everyReferenceIsReadAsItIs() {
        for (int i = 0; i < 1_000; i++) {
            String reference = BookingReference.of(new UUID(i, -i), i * 86_400_000_000L);
            assertThat(BookingReference.read(reference)).contains(reference);
            assertThat(BookingReference.read(
                            reference.toLowerCase(Locale.ROOT).replace('0', 'o').replace('1', 'l')))
                    .contains(reference);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "EVT",
                "EVT2026010110015YJ1EH9",
                "EVT202601011001566YJ1EH9",
                "EVT20260101U00156YJ1EH9",
                "EV720260101100156YJ1EH9",
                "EVTX0260101100156YJ1EH9",
                "EVT20260101100156YJ1EH٩",
                "EVT20260101100156YJ1E\u212A9",
                "-----------------------------------------------EVT20260101100156YJ1EH9"
            })
    void whatIsNoReferenceIsNone(String written) {
        assertThat(BookingReference.read(written)).isEmpty();
    }
}
