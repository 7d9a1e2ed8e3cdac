package io.evently.search;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Letters and digits of a folded text that stand together: a word, or a stretch of a script that is written without
 * spaces, in which any part may be the word somebody looks for.
 *
 * @param characters code points
 * @param unspaced whether it is such a stretch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextRun(int[] characters, boolean unspaced) {

    /** Longer than any word; what is behind is not looked at. PostgreSQL takes 2,046 bytes. */
    private static final int LONGEST_WORD = 64;

    /** Hangul has spaces, but what follows a noun is written with it: "서울" is in "서울에서". */
    private static final Set<UnicodeScript> UNSPACED = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    /** What a code point does to the run before it. */
    private enum Role {
        SPACED,
        UNSPACED,
        /** Belongs to whatever it follows, such as the long stroke of katakana, or a vowel sign. */
        EITHER,
        SEPARATOR
    }

    /** The runs of a text, in their order. */
    static List<TextRun> of(String text) {
        List<TextRun> runs = new ArrayList<>();
        int[] characters = Folding.fold(text).codePoints().toArray();
        int from = 0;
        Role current = Role.SEPARATOR;
        for (int at = 0; at <= characters.length; at++) {
            Role role = at == characters.length ? Role.SEPARATOR : role(characters[at], current);
            if (role != current) {
                add(runs, characters, from, at, current);
                from = at;
                current = role;
            }
        }
        return runs;
    }

    private static void add(List<TextRun> runs, int[] characters, int from, int to, Role role) {
        if (role == Role.UNSPACED) {
            runs.add(new TextRun(Arrays.copyOfRange(characters, from, to), true));
        } else if (role == Role.SPACED) {
            int end = Math.min(to, from + LONGEST_WORD);
            runs.add(new TextRun(Arrays.copyOfRange(characters, from, end), false));
        }
    }

    private static Role role(int c, Role before) {
        Role role = role(c);
        if (role != Role.EITHER) {
            return role;
        }
        boolean letter = Character.isLetterOrDigit(c);
        return before == Role.SEPARATOR && letter ? Role.SPACED : before;
    }

    private static Role role(int c) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        if (!mark && !Character.isLetterOrDigit(c)) {
            return Role.SEPARATOR;
        }
        UnicodeScript script = UnicodeScript.of(c);
        if (UNSPACED.contains(script)) {
            return Role.UNSPACED;
        }
        boolean shared = script == UnicodeScript.COMMON || script == UnicodeScript.INHERITED;
        return mark || (shared && !Character.isDigit(c)) ? Role.EITHER : Role.SPACED;
    }

    /** So many code points from one on. */
    String text(int from, int count) {
        return new String(characters, from, count);
    }

    int length() {
        return characters.length;
    }

    /** Places it takes in a text. */
    int places() {
        return unspaced ? characters.length : 1;
    }

    /** Whether English has rules for it. */
    boolean isAsciiWord() {
        if (unspaced) {
            return false;
        }
        for (int c : characters) {
            if (c < 'a' || c > 'z') {
                return false;
            }
        }
        return true;
    }
}
