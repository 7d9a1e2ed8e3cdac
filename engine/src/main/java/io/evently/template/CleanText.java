package io.evently.template;

/** Takes out of texts what could change the text around them. */
final class CleanText {

    /** Characters of a subject: an event's name of 255 and what is said of it. */
    private static final int LONGEST_LINE = 500;

    private CleanText() {}

    /**
     * A value: on one line, without control characters, half surrogate pairs, and what turns the direction of the text
     * around it.
     */
    static String value(String text) {
        return isClean(text) ? text : cleaned(text);
    }

    /** One line: what is blank is one space, and the end of what is too long is left out. */
    static String line(String text) {
        String line = value(text).strip().replaceAll("\\s+", " ");
        int characters = line.codePointCount(0, line.length());
        return characters <= LONGEST_LINE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE - 1)) + "…";
    }

    /** Whether a text has no line ends and control characters, which {@link #line} would take out. */
    static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(CleanText::isLineEnd);
    }

    /** Whether a text has what turns the direction of the text around it; the marks of a single place turn nothing. */
    static boolean turnsDirection(String text) {
        return text.codePoints().anyMatch(CleanText::isTurning);
    }

    /** Lines: conditions leave blanks behind them, of which one line is enough. */
    static String lines(String text) {
        return text.replaceAll("[ \t]+(?=\\R|\\z)", "")
                        .replaceAll("\\R{3,}", "\n\n")
                        .strip() + "\n";
    }

    /** Nearly always: then nothing has to be made. */
    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f || (c > 0x7f && (isLineEnd(c) || isTaken(c) || Character.isSurrogate(c)))) {
                return false;
            }
        }
        return true;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isLineEnd(c)) {
                clean.append(' ');
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                clean.append('\ufffd');
            } else if (!isTaken(c)) {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /** Control characters part words as line ends do. */
    private static boolean isLineEnd(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /** Bidirectional marks, embeddings, overrides and isolates. */
    private static boolean isTaken(int c) {
        return isTurning(c) || c == 0x200e || c == 0x200f || c == 0x061c;
    }

    private static boolean isTurning(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
