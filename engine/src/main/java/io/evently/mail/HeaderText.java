package io.evently.mail;

/** Texts that become parts of a header, whoever typed them: one line, and no longer than anybody reads. */
final class HeaderText {

    /** Characters; mail clients show some 70. */
    private static final int LONGEST = 300;

    private HeaderText() {}

    /**
     * The text with a space in place of each run of white space, line ends and control characters, which could begin another
     * header, and of characters that turn the direction of what stands behind them.
     */
    static String clean(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(4L * LONGEST).forEach(c -> {
            if (isBlank(c)) {
                if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                    line.append(' ');
                }
            } else {
                line.appendCodePoint(c);
            }
        });
        String whole = line.toString().strip();
        if (whole.codePointCount(0, whole.length()) <= LONGEST) {
            return whole;
        }
        return whole.substring(0, whole.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c)
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.SURROGATE,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> true;
                    default -> isDirection(c);
                };
    }

    /** Embeddings, overrides and isolates; the marks of a single place are harmless, and needed. */
    private static boolean isDirection(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
