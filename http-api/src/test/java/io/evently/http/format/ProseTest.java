package io.evently.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type. */
class ProseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u00a0\u2003\u3000", // spaces
                "\u2028\u2029", // ends of lines and paragraphs
                "\u200b\u200d\u2060\ufeff\u00ad", // format characters: no width
                "\u202e\u2066", // direction
                "\u115f\u1160\u3164\uffa0", // fillers of Hangul
                "\u034f\u17b4\ufe0f", // joiner, inherent vowel, variation
                "\udb40\udc41\udb40\uddef", // tag and variation of plane 14
                "\u2800" // Braille
            })
    void whatShowsNothingIsBlank(String text) {
        assertThat(Prose.isBlank(text)).isTrue();
        assertThat(Prose.isBlank(text + "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".", "?", "1", "\u00e9", "\u6771", "\u2615\ufe0f", "\ud83c\udfbb", "\u0301", "\u2801", "\u2500"})
    void whatShowsSomethingIsNot(String text) {
        assertThat(Prose.isBlank(" \u200b" + text)).isFalse();
    }

    @Test
    void lengthIsCountedInCharactersAsTheyAreKept() {
        assertThat(Prose.kept("Cafe\u0301")).isEqualTo("Caf\u00e9");
        assertThat(Prose.problemWith("Cafe\u0301", 4, 4, false)).isEmpty();
        assertThat(Prose.problemWith("\ud83c\udfbb".repeat(4), 4, 4, false)).isEmpty();
        // U+0958 is two characters in NFC, for ever.
        assertThat(Prose.problemWith("\u0958", 1, 1, false)).contains("must have 1 to 1 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "a\u0001", "a\u001b[31m", "\u007f", "\u0085", "\ud83d", "\udfbb\ud83c", "a\u0008"})
    void controlCharactersAndHalvesAreRefused(String text) {
        assertThat(Prose.problemWith(text, 0, 100, false)).get().asString().contains("control characters");
        assertThat(Prose.problemWith(text, 0, 100, true)).get().asString().contains("control characters");
    }

    /** They would turn what stands around a name: in a mail, or in a list of admins. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada \u202ecarol",
                "\u202aa",
                "\u202ba",
                "a\u202c",
                "\u202da",
                "\u2066a",
                "\u2067a",
                "\u2068a",
                "a\u2069"
            })
    void aNameDoesNotTurnTheDirectionOfText(String text) {
        assertThat(Prose.problemWith(text, 0, 100, false)).get().asString().contains("direction of text");
        assertThat(Prose.problemWith(text, 0, 100, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0634\u0631\u0643\u0629 2026 (Cairo)\u200f", // Arabic, with the mark of one place
                "\u05d0\u05d1\u05d2\u200e!",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian needs the non-joiner
                "\ud83d\udc69\u200d\ud83c\udfa4" // a singer: two emoji, joined
            })
    void namesThatAreReadFromTheRightAreNames(String text) {
        assertThat(Prose.problemWith(text, 0, 100, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u2028b", "a\u2029b"})
    void anEndOfALineIsOneHoweverItIsWritten(String text) {
        assertThat(Prose.problemWith(text, 0, 100, false)).get().asString().contains("one line");
        assertThat(Prose.problemWith(text, 0, 100, true)).isEmpty();
    }

    @Test
    void linesBreakOnlyWhereLinesAre() {
        String poem = "One\n\tTwo\r\n";
        assertThat(Prose.problemWith(poem, 0, 100, true)).isEmpty();
        assertThat(Prose.problemWith(poem, 0, 100, false)).isPresent();
    }

    @Test
    void aHeapOfMarksIsNoText() {
        assertThat(Prose.problemWith("a" + "\u0301".repeat(30), 0, 100, false)).isEmpty();
        // What takes quadratic time to put in order: below and above in turns.
        assertThat(Prose.problemWith("a" + "\u0301\u0316".repeat(16_000), 0, 100, false))
                .get()
                .asString()
                .contains("30 combining marks");
    }
}
