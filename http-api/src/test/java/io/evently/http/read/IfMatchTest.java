package io.evently.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @Test
    void aVersionMatchesItself() {
        assertThat(IfMatch.parse("\"3\"")).contains(new EventCommand.IfMatch(false, Set.of(3L)));
        assertThat(new EventCommand.IfMatch(false, Set.of(3L)).allows(3)).isTrue();
        assertThat(new EventCommand.IfMatch(false, Set.of(3L)).allows(4)).isFalse();
    }

    @Test
    void aStarMatchesEverything() {
        assertThat(IfMatch.parse(" * ").orElseThrow().allows(42)).isTrue();
    }

    @Test
    void aListMatchesEachOfItsVersions() {
        assertThat(IfMatch.parse("\"1\" , \"2\",,\"30\""))
                .contains(new EventCommand.IfMatch(false, Set.of(1L, 2L, 30L)));
        assertThat(IfMatch.parse("\t,\"0\",W/\"4\",\"a\",\"0\" ,\t"))
                .contains(new EventCommand.IfMatch(false, Set.of(0L)));
        assertThat(IfMatch.parse("\"123456789012345678\""))
                .contains(new EventCommand.IfMatch(false, Set.of(123_456_789_012_345_678L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"01\"",
                "W/\"3\"",
                "\"abc\"",
                "\"\"",
                "\"-3\"",
                "\"3.0\"",
                "\"99999999999999999999\"",
                "\"1234567890123456789\"",
                "\"+3\"",
                "\" 3\"",
                "\"\u0663\"",
                "\"caf\u00e9\"",
                "\"a b\"",
                "\"a\tb\"",
                "\",\"",
                "\"a,b\""
            })
    void aTagThatIsNoVersionOfOursMatchesNothing(String tag) {
        assertThat(IfMatch.parse(tag)).contains(new EventCommand.IfMatch(false, Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "",
                ",",
                " ,\t",
                "\"",
                "\"3",
                "3\"",
                "\"3\"4",
                "\"3\" \"4\"",
                "\"3\"\"4\"",
                "\"3\";\"4\"",
                "\"3\", 4",
                "4, \"3\"",
                "\"3\", \"",
                "*, \"3\"",
                "\"3\", *",
                "**",
                "w/\"3\"",
                "W/",
                "W/3",
                "W/ \"3\"",
                "W/W/\"3\"",
                "\"a\\\"b\"",
                "\"3\"\n",
                "'3'"
            })
    void whatIsNoListOfTagsIsRefused(String value) {
        assertThat(IfMatch.parse(value)).isEmpty();
    }
}
