package io.evently.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueryTest {

    @ParameterizedTest
    @CsvSource({
        "The,                       the",
        "MÜLLER,                    muller",
        "Müller,                    muller",
        "Mu\u0308ller,              muller",
        "Cafe\u0301,                cafe",
        "Straße,                    strasse",
        "STRASSE,                   strasse",
        "Łódź,                      lodz",
        "Ｗｉｄｅ,                    wide",
        "ΟΔΟΣ,                      οδοσ",
        "οδός,                      οδοσ",
        "Дворец,                    дворец",
        "ДВОРЕЦ,                    дворец",
        "İstanbul,                  istanbul",
        "Ⅷ,                         viii",
        "ever\u00ADgreen,           evergreen",
        "हिन्दी,                    हिन्दी",
    })
    void aWordIsAskedForAsEverybodyWritesIt(String typed, String word) {
        assertThat(words(SearchQuery.of(typed))).containsExactly("'" + word + "'");
    }

    @Test
    void scriptsWithoutSpacesAreAskedForByPairs() {
        assertThat(words(SearchQuery.of("東京"))).containsExactly("'東京'");
        assertThat(words(SearchQuery.of("宇多田"))).containsExactly("'宇多' <1> '多田'");
        assertThat(words(SearchQuery.of("ドーム"))).containsExactly("'ドー' <1> 'ーム'");
        assertThat(words(SearchQuery.of("京"))).containsExactly("'京':*");
        assertThat(words(SearchQuery.of("カ\u3099"))).as("one letter").containsExactly("'ガ':*");
    }

    @Test
    void whatStandsTogetherIsFoundTogether() {
        assertThat(words(SearchQuery.of("AC/DC"))).containsExactly("'ac' <1> 'dc'");
        assertThat(words(SearchQuery.of("東京2027"))).containsExactly("'東京' <2> '2027'");
        assertThat(words(SearchQuery.of("\"the who\" live"))).containsExactly("'the' <1> 'who'", "'live'");
        assertThat(words(SearchQuery.of("\"never closed"))).containsExactly("'never' <1> 'closed'");
    }

    @Test
    void wordsMayBeLeftOutOrBeAlternatives() {
        assertThat(SearchQuery.of("jazz -\"free jazz\" - blues").alternatives().get(0))
                .extracting(SearchQuery.Term::without)
                .containsExactly(false, true, false);
        assertThat(SearchQuery.of("jazz or blues OR rock").alternatives()).hasSize(3);
        assertThat(SearchQuery.of("or").alternatives()).as("a word like others").hasSize(1);
        assertThat(words(SearchQuery.of("jazz or"))).containsExactly("'jazz'", "'or'");
        assertThat(SearchQuery.of("\"or\" or \"or\"").alternatives()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-", "-jazz", "-jazz -blues", "jazz or -blues", "!!!", "\"", "&&(", ":*", "';--", "\\", " ", "🎻"
            })
    void aQueryThatLooksForNothingIsKnown(String typed) {
        assertThat(SearchQuery.of(typed).looksForSomething()).isFalse();
    }

    @Test
    void whatIsTooLongIsCutAsTheTextIs() {
        String long100 = "x".repeat(100);
        assertThat(words(SearchQuery.of(long100))).containsExactly("'" + "x".repeat(64) + "'");
        assertThat(SearchedText.of(long100).vector()).isEqualTo("'" + "x".repeat(64) + "':1");
        assertThat(words(SearchQuery.of("\ufdfa".repeat(255))).get(0).length()).isLessThan(10_000);
    }

    @Test
    void aTextKeepsItsPlaces() {
        SearchedText text = SearchedText.of("The Who at 東京ドーム", null, "Müller & Söhne, the rest");

        assertThat(text.vector())
                .isEqualTo("'the':1,19 'who':2 'at':3 '東京':4 '京ド':5 'ドー':6 'ーム':7 'ム':8"
                        + " 'muller':17 'sohne':18 'rest':20");
        assertThat(text.english()).isEqualTo("the who at muller sohne the rest");
    }

    @Test
    void anyTextHasSomethingThatPostgresTakes() {
        String words = "ab ".repeat(5_000);
        assertThat(SearchedText.of(words).vector()).startsWith("'ab':1,2,3").endsWith(",255");
        assertThat(SearchedText.of("\0'\\\":*&|!<->()").vector()).isEmpty();
    }

    private static List<String> words(SearchQuery query) {
        return query.alternatives().stream()
                .flatMap(List::stream)
                .map(SearchQuery.Term::words)
                .toList();
    }
}
