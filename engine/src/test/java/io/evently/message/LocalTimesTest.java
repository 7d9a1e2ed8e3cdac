package io.evently.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read of a time. */
class LocalTimesTest {

    private static final Instant EVENING = Instant.parse("2099-06-06T17:30:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|Saturday, 6 June 2099, 19:30 CEST (Europe/Berlin)",
                "en-US|Saturday, June 6, 2099, 7:30 PM CEST (Europe/Berlin)",
                "de|Samstag, 6. Juni 2099, 19:30 MESZ (Europe/Berlin)",
                "fr|samedi 6 juin 2099 19:30 CEST (Europe/Berlin)",
                "ja|2099年6月6日土曜日 19:30 CEST (Europe/Berlin)",
            })
    void aTimeIsSaidInTheLanguageOfTheText(String language, String text) {
        assertThat(LocalTimes.text(EVENING, "Europe/Berlin", Locale.forLanguageTag(language)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29T00:59:59Z, '29 March 2026, 01:59 CET'",
        "2026-03-29T01:00:00Z, '29 March 2026, 03:00 CEST'",
        "2026-10-25T00:59:59Z, '25 October 2026, 02:59 CEST'",
        "2026-10-25T01:00:00Z, '25 October 2026, 02:00 CET'",
    })
    void theHourThatComesTwiceIsToldApart(Instant time, String text) {
        assertThat(LocalTimes.text(time, "Europe/Berlin", Locale.ENGLISH))
                .isEqualTo("Sunday, " + text + " (Europe/Berlin)");
    }

    @Test
    void utcIsSaidOnce() {
        assertThat(LocalTimes.text(EVENING, "UTC", Locale.ENGLISH)).isEqualTo("Saturday, 6 June 2099, 17:30 UTC");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Europe/Atlantis", "Mars/Phobos", "+99:00", "<b>", "Europe/Berlin\r\n"})
    void aZoneThatNobodyKnowsIsUtc(String zone) {
        assertThat(LocalTimes.text(EVENING, zone, Locale.ENGLISH)).isEqualTo("Saturday, 6 June 2099, 17:30 UTC");
    }

    @Test
    void rightToLeftTextKeepsTheBracketAtItsZone() {
        for (String language : List.of("ar", "he", "fa", "ur")) {
            assertThat(LocalTimes.text(EVENING, "Europe/Berlin", Locale.forLanguageTag(language)))
                    .as(language)
                    .endsWith(" CEST (Europe/Berlin)\u200e");
        }
        assertThat(LocalTimes.text(EVENING, "Europe/Berlin", Locale.forLanguageTag("he")))
                .startsWith("יום שבת, 6 ביוני 2099, 19:30");
    }

    @Test
    void everyZoneHasATextInEveryLanguage() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            assertThat(LocalTimes.text(EVENING, zone, Locale.ENGLISH)).contains("June 2099");
        }
        for (Locale language : Locale.getAvailableLocales()) {
            assertThat(LocalTimes.text(EVENING, "Asia/Tokyo", language)).contains("(Asia/Tokyo)");
        }
        assertThat(LocalTimes.text(EVENING, "UTC", Locale.forLanguageTag("x-nobody")))
                .endsWith("UTC");
    }
}
