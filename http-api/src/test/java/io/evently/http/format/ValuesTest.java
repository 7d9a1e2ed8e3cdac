package io.evently.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Micros;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the contract spells money, times and ids. */
class ValuesTest {

    @ParameterizedTest
    @CsvSource({"0,0.00", "5,0.05", "4990,49.90", "9999999999,99999999.99", "-5,-0.05", "-4990,-49.90"})
    void moneyHasTwoDigits(long cents, String text) {
        assertThat(Money.format(cents)).isEqualTo(text);
        if (cents >= 0) {
            assertThat(Money.parse(text)).isEqualTo(OptionalLong.of(cents));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.0",
                "1.000",
                ".50",
                "-1.00",
                "+1.00",
                "1,00",
                "1e2.00",
                "100000000.00",
                " 1.00",
                "1.0x"
            })
    void whatIsNoMoneyIsRefused(String text) {
        assertThat(Money.parse(text)).isEmpty();
    }

    @Test
    void timesAreUtcWithSixDigitsEachOfThem() {
        assertThat(Times.format(Micros.toInstant(1_800_000_000_000_000L))).isEqualTo("2027-01-15T08:00:00.000000Z");
        assertThat(Times.format(Micros.toInstant(1_800_000_000_120_000L))).isEqualTo("2027-01-15T08:00:00.120000Z");
        assertThat(Times.format(Micros.toInstant(1_800_000_000_123_456L))).isEqualTo("2027-01-15T08:00:00.123456Z");
        assertThat(Times.format(Times.LATEST)).isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(Micros.of(Instant.parse("2027-01-15T08:00:00.123456Z"))).isEqualTo(1_800_000_000_123_456L);
    }

    @Test
    void aTimeMayHaveAnyOffsetAndIsCutToMicroseconds() {
        Instant time = Instant.parse("2027-06-01T19:30:00.123456Z");
        assertThat(Times.parse("2027-06-01T19:30:00.123456Z")).contains(time);
        assertThat(Times.parse("2027-06-01T19:30:00.123456789Z")).contains(time);
        assertThat(Times.parse("2027-06-01T21:30:00.123456+02:00")).contains(time);
        assertThat(Times.parse("2027-06-01T19:30Z")).contains(Instant.parse("2027-06-01T19:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "2027-06-01", "2027-06-01T19:30:00", "2027-13-01T00:00:00Z", "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z", "2027-06-01 19:30:00Z", "19:30:00Z", "tomorrow", "1800000000"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @Test
    void idsAreCanonicalUuids() {
        assertThat(Ids.parse("0193b6a0-0000-7000-8000-00000000000A")).isPresent();
        assertThat(Ids.parse("1-1-1-1-1")).isEmpty();
        assertThat(Ids.parse("0193b6a0-0000-7000-8000-00000000000g")).isEmpty();
        assertThat(Ids.parse("0193b6a000007000800000000000000a")).isEmpty();
        assertThat(Ids.parse("{0193b6a0-0000-7000-8000-0000000000}")).isEmpty();
        assertThat(Ids.parse("\u0660193b6a0-0000-7000-8000-00000000000")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,UTC",
        "utc,UTC",
        "Europe/Berlin,Europe/Berlin",
        "AMERICA/ARGENTINA/BUENOS_AIRES,America/Argentina/Buenos_Aires",
        "asia/calcutta,Asia/Calcutta"
    })
    void aTimeZoneIsThatOfARegion(String text, String id) {
        assertThat(TimeZones.find(text)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " UTC",
                "Z",
                "GMT",
                "+02:00",
                "UTC+2",
                "Etc/GMT+3",
                "EST",
                "CET",
                "EST5EDT",
                "SystemV/PST8",
                "US/Eastern",
                "Europe",
                "Europe/",
                "Europe/Atlantis",
                "Europe/Berlin\n"
            })
    void whatHasNoSummerTimeOfItsOwnIsNoTimeZone(String text) {
        assertThat(TimeZones.find(text)).isEmpty();
    }
}
