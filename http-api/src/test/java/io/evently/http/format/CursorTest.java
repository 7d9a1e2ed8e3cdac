package io.evently.http.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

    private record Position(String word, long number, UUID id) {
        static Position read(Cursor cursor) {
            return new Position(cursor.text(), cursor.number(), cursor.id());
        }
    }

    @Test
    void aPositionIsItsListAndItsFieldsInBase64() {
        assertThat(Cursor.of("things", "open", -3L, ID)).isEqualTo(wrapped("things:open:-3:" + ID));
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(Cursor.read("things", Cursor.of("things", "open", -3L, ID), Position::read))
                .isEqualTo(new Position("open", -3, ID));
        assertThat(Cursor.read("things", Cursor.of("things", "é|"), Cursor::text))
                .isEqualTo("é|");
    }

    @Test
    void theCursorOfAnotherListIsRefused() {
        for (String other : new String[] {"persons", "thing", "things2"}) {
            assertThatThrownBy(() -> Cursor.read("things", Cursor.of(other, 3), Cursor::number))
                    .as(other)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    /** Clients may hold one from before lists had names. */
    @Test
    void aCursorWithoutItsListIsRead() {
        assertThat(Cursor.read("things", wrapped("open:-3:" + ID), Position::read))
                .isEqualTo(new Position("open", -3, ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "open",
                "open:",
                "open:3",
                "open:3:",
                "open:x:01890a5d-ac96-774b-bcce-b302099a8057",
                "open:99999999999999999999:01890a5d-ac96-774b-bcce-b302099a8057",
                "open:3:nobody",
                "open:3:01890a5d-ac96-774b-bcce-b302099a8057:",
                "open:3:01890a5d-ac96-774b-bcce-b302099a8057:4"
            })
    void anotherPositionIsRefused(String position) {
        assertThatThrownBy(() -> Cursor.read("things", wrapped(position), Position::read))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void whatWasNotWrappedByUsIsRefused() {
        String latin1 = Base64.getUrlEncoder().encodeToString("é".getBytes(ISO_8859_1));
        for (String text : new String[] {"a b", "ä", "+/", "=", latin1, "A".repeat(513)}) {
            assertThatThrownBy(() -> Cursor.read("things", text, Cursor::text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String wrapped(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }
}
