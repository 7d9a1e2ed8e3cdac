package io.evently.http;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Texts that people write and read: names, descriptions, reasons. They are kept in Unicode's form NFC, so that what
 * looks alike is alike, whatever keyboard it came from.
 */
final class Prose {

    /** UAX #15, "Stream-Safe Text Format": no language needs more, and more would take quadratic time to put in order. */
    private static final int MOST_MARKS_IN_A_ROW = 30;

    /**
     * First and last of those that show nothing and are neither space, control nor format character: Unicode's
     * {@code Default_Ignorable_Code_Point} (fillers, joiners, variation selectors, what is reserved for such), and the
     * blank of Braille.
     */
    private static final int[][] UNSEEN = {
        {0x034F, 0x034F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x2065, 0x2065},
        {0x2800, 0x2800},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFF8},
        {0xE0000, 0xE0FFF}
    };

    private Prose() {}

    /**
     * What is wrong with a text, if anything: control characters, half a surrogate pair, heaps of marks over one letter,
     * or its length in characters (code points) as it will be kept.
     *
     * @param lines whether it may have line breaks and tabs
     */
    static Optional<String> problemWith(String text, int min, int max, boolean lines) {
        Optional<String> problem = problemWith(text, lines);
        if (problem.isPresent()) {
            return problem;
        }
        String kept = kept(text);
        int characters = kept.codePointCount(0, kept.length());
        return characters < min || characters > max
                ? Optional.of("must have " + min + " to " + max + " characters")
                : Optional.empty();
    }

    private static Optional<String> problemWith(String text, boolean lines) {
        int marks = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            int type = Character.getType(character);
            boolean isBreak = character == '\n' || character == '\r' || character == '\t';
            if (type == Character.SURROGATE || (type == Character.CONTROL && !(lines && isBreak))) {
                return Optional.of("must not contain control characters or half a surrogate pair");
            }
            marks = isMark(type) ? marks + 1 : 0;
            if (marks > MOST_MARKS_IN_A_ROW) {
                return Optional.of("must not have more than " + MOST_MARKS_IN_A_ROW + " combining marks in a row");
            }
        }
        return Optional.empty();
    }

    /** The text as it is kept. */
    static String kept(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Whether nobody sees anything of it: spaces, format characters, and what else Unicode has that is not shown. */
    static boolean isBlank(String text) {
        return text.codePoints().noneMatch(Prose::isSeen);
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> false;
            default -> !isUnseen(character);
        };
    }

    private static boolean isUnseen(int character) {
        for (int[] range : UNSEEN) {
            if (character >= range[0] && character <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMark(int type) {
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
