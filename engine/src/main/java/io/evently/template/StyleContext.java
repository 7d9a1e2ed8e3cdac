package io.evently.template;

import java.util.Optional;
import java.util.Set;

/**
 * Where in a style the next character stands, of an attribute or an element alike. A style may load pictures and fonts by
 * {@code url(} from an encrypted place or from the mail itself, and run nothing. Programs differ in what parts a word, so
 * words are found across blanks and comments, and within comments and strings, too. Immutable.
 *
 * @param read what was read of a word, or of a URL, that is not decided yet: nearly always nothing, so the branches of a
 *     condition end alike
 * @param outside what was read of such a word before a comment began; null outside of comments
 * @param isUrl whether a URL begins here
 */
record StyleContext(String read, String outside, boolean isUrl) {

    static final StyleContext BEGINNING = new StyleContext("", null, false);

    private static final String URL = "url(";
    private static final String COMMENT_BEGIN = "/*";
    private static final String COMMENT_END = "*/";

    /**
     * What styles may not say: it loads something by another way than {@code url(}, or runs something in programs of long
     * ago. A backslash could write each of them in a way that is not found here.
     */
    private static final Set<String> REFUSED = Set.of(
            "@import",
            "expression(",
            "javascript:",
            "vbscript:",
            "-moz-binding",
            "behavior:",
            "image-set(",
            "image(",
            "src(",
            "alphaimageloader",
            "\\");

    private static final Set<String> URL_BEGINS = Set.of("https://", "cid:", "data:image/");

    /** @throws HtmlContext.Refused if it may not stand here */
    StyleContext next(char c) {
        boolean isBlank = HtmlContext.isBlank(c);
        mustBe(isBlank || !Character.isISOControl(c), "control characters");
        char lower = Character.toLowerCase(c);
        if (isUrl) {
            return read.isEmpty() && (isBlank || c == '"' || c == '\'') ? this : inUrl(lower);
        }
        if (isBlank) {
            // A blank parts the two characters that begin or end a comment.
            return read.endsWith("/") || read.endsWith("*") ? reading("") : this;
        }
        return inWords(lower);
    }

    /** @throws HtmlContext.Refused unless a style may end here */
    void end() {
        mustBe(!isUrl, URL + read);
        mustBe(outside == null, "a comment that does not end");
    }

    /**
     * What goes on behind the branches of a condition; empty if they end in different places. One branch may have begun a
     * word that the other has not: whatever is refused behind either is refused then.
     */
    Optional<StyleContext> joined(StyleContext other) {
        if (equals(other)) {
            return Optional.of(this);
        }
        boolean isLonger = read.length() > other.read.length();
        StyleContext longer = isLonger ? this : other;
        StyleContext shorter = isLonger ? other : this;
        boolean isOneWord = !isUrl && reading("").equals(other.reading("")) && longer.read.endsWith(shorter.read);
        return isOneWord ? Optional.of(longer) : Optional.empty();
    }

    private StyleContext inUrl(char c) {
        String url = read + c;
        if (URL_BEGINS.contains(url)) {
            return new StyleContext("", outside, false);
        }
        mustBe(URL_BEGINS.stream().anyMatch(begin -> begin.startsWith(url)), URL + url);
        return reading(url);
    }

    private StyleContext inWords(char c) {
        String tail = read + c;
        if (outside == null && tail.endsWith(COMMENT_BEGIN)) {
            return new StyleContext("", tail.substring(0, tail.length() - COMMENT_BEGIN.length()), false);
        }
        if (outside != null && tail.endsWith(COMMENT_END)) {
            return new StyleContext(outside, null, false);
        }
        // In a string it would begin no comment, and hide from us where the next one begins.
        mustBe(!tail.endsWith(COMMENT_BEGIN), "a comment within a comment");
        // What stands before it goes on behind it, if it begins a comment.
        if (outside == null && c == '/') {
            return reading(begun(read) + c);
        }
        for (String word : REFUSED) {
            mustBe(!tail.endsWith(word), word);
        }
        return tail.endsWith(URL) ? new StyleContext("", outside, true) : reading(begun(tail));
    }

    /** The longest end of a text with which a word begins. */
    private static String begun(String tail) {
        for (int from = 0; from < tail.length(); from++) {
            String end = tail.substring(from);
            if (URL.startsWith(end)
                    || COMMENT_BEGIN.startsWith(end)
                    || COMMENT_END.startsWith(end)
                    || REFUSED.stream().anyMatch(word -> word.startsWith(end))) {
                return end;
            }
        }
        return "";
    }

    private StyleContext reading(String next) {
        return new StyleContext(next, outside, isUrl);
    }

    private static void mustBe(boolean right, String found) {
        if (!right) {
            throw new HtmlContext.Refused("has a style with something that a mail may not have: " + found);
        }
    }
}
