package io.evently.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/** Texts without what people leave out, or cannot type: case, accents, width, ligatures. */
final class Folding {

    /** The marks that make ガ of カ: another letter, not an accent. */
    private static final int FIRST_VOICING = 0x3099;

    private static final int LAST_VOICING = 0x309A;

    private Folding() {}

    /** "Café", composed or not, is "cafe"; "Ｍüller" is "muller"; "ガ" stays as it is. */
    static String fold(String text) {
        String decomposed = Normalizer.normalize(text, Form.NFKD);
        StringBuilder bare = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(c -> !isAccent(c) && Character.getType(c) != Character.FORMAT)
                .forEach(bare::appendCodePoint);
        // There and back: "ẞ" and "ß" become "ss", and of the two small sigmas the final one goes with the other.
        String folded = bare.toString()
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ');
        return Normalizer.normalize(withoutStrokes(folded), Form.NFKC);
    }

    private static boolean isAccent(int c) {
        int type = Character.getType(c);
        return (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK)
                && UnicodeScript.of(c) == UnicodeScript.INHERITED
                && (c < FIRST_VOICING || c > LAST_VOICING);
    }

    /** Letters that Unicode does not take apart, though keyboards without them do. */
    private static String withoutStrokes(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case 'ø' -> plain.append('o');
                case 'ł' -> plain.append('l');
                case 'đ', 'ð' -> plain.append('d');
                case 'ħ' -> plain.append('h');
                case 'ŧ' -> plain.append('t');
                case 'æ' -> plain.append("ae");
                case 'œ' -> plain.append("oe");
                case 'þ' -> plain.append("th");
                default -> plain.append(c);
            }
        }
        return plain.toString();
    }
}
