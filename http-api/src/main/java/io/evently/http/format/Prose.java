package io.evently.http.format;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.text.Normalizer;
import java.util.Optional;

/**
 * Texts that people write and read: names, descriptions, reasons. They are kept in Unicode's form NFC, so that what
 * looks alike is alike, whatever keyboard it came from.
 */
public final class Prose {

    /** UAX #15, "Stream-Safe Text Format": no language needs more, and more would take quadratic time to put in order. */
    private static final int MOST_MARKS_IN_A_ROW = 30;

    /** A character, but one without dots. */
    private static final int BLANK_OF_BRAILLE = 0x2800;

    private Prose() {}

    /**
     * What is wrong with a text, if anything: control characters, half a surrogate pair, heaps of marks over one letter,
     * or its length in characters (code points) as it will be kept. One line may be shown beside others that somebody else
     * wrote, so it holds nothing that turns their direction; the marks of a single place, which languages need, turn nothing.
     *
     * @param lines whether it may have line breaks and tabs
     */
    public static Optional<String> problemWith(String text, int min, int max, boolean lines) {
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
            if (!lines && (type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR)) {
                return Optional.of("must be one line");
            }
            if (!lines && turnsDirection(character)) {
                return Optional.of("must not contain characters that change the direction of text");
            }
            marks = isMark(type) ? marks + 1 : 0;
            if (marks > MOST_MARKS_IN_A_ROW) {
                return Optional.of("must not have more than " + MOST_MARKS_IN_A_ROW + " combining marks in a row");
            }
        }
        return Optional.empty();
    }

    /** The text as it is kept. */
    public static String kept(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Whether nobody sees anything of it: spaces, format characters, and what else Unicode has that is not shown. */
    public static boolean isBlank(String text) {
        return text.codePoints().noneMatch(Prose::isSeen);
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> false;
            // Fillers, joiners, variation selectors, and what is reserved for such.
            default ->
                character != BLANK_OF_BRAILLE
                        && !UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
        };
    }

    /** Embeddings, overrides and isolates, and their ends. */
    private static boolean turnsDirection(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }

    private static boolean isMark(int type) {
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
