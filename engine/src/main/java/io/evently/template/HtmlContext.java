package io.evently.template;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where in an HTML text the next character stands, as browsers and mail programs would read it. What they read in different
 * ways, or only by their rules for mistakes, is refused. Immutable, so that the branches of a condition can be compared.
 *
 * @param element whose tag, or whose text, this is; of an end tag with its slash
 * @param attribute whose value this is
 * @param read what was read of a word, a comment's end, or of a URL that is not decided yet
 */
record HtmlContext(Where where, String element, String attribute, String read) {

    static final HtmlContext BEGINNING = new HtmlContext(Where.TEXT, "", "", "");

    enum Where {
        TEXT,
        TAG_BEGIN,
        TAG_NAME,
        TAG,
        ATTRIBUTE_NAME,
        ATTRIBUTE_NAMED,
        VALUE_BEGIN,
        DOUBLE_QUOTED,
        SINGLE_QUOTED,
        UNQUOTED,
        VALUE_END,
        DECLARATION,
        DOCTYPE,
        COMMENT,
        /** Within a style or a title, where nothing is a tag but the end. */
        RAW,
        RAW_END
    }

    /** They run, load or send something, which no mail program lets them; or they change how what follows is read. */
    private static final Set<String> REFUSED_ELEMENTS = Set.of(
            ("script noscript iframe frame frameset noframes object embed applet base link form input button textarea"
                            + " select option svg math template plaintext xmp noembed audio video source track canvas portal")
                    .split(" "));

    private static final Set<String> REFUSED_ATTRIBUTES =
            Set.of("srcdoc", "srcset", "action", "formaction", "ping", "xlink:href", "manifest", "lowsrc", "dynsrc");

    /** What a page may say as if it were a header: nothing that leads elsewhere. */
    private static final Set<String> HEADERS = Set.of("content-type", "x-ua-compatible");

    /**
     * What styles may not say: it loads other styles, or runs something in programs of long ago. A backslash could write each
     * of them in a way that is not found here.
     */
    private static final Set<String> REFUSED_IN_STYLES =
            Set.of("@import", "expression(", "javascript:", "vbscript:", "-moz-binding", "\\");

    /** Beside these, a character that is written by its number could hide one, too. */
    private static final Set<String> REFUSED_IN_STYLE_ATTRIBUTES = union(REFUSED_IN_STYLES, Set.of("&#"));

    private static final Set<String> RAW_ELEMENTS = Set.of("style", "title");

    private static final Set<String> URLS = Set.of("href", "src", "background", "cite");

    private static final Set<String> TEXTS = Set.of("alt", "title", "aria-label", "summary", "lang", "dir");

    /** How a URL may begin that is no link of ours. */
    private static final Pattern CONSTANT = Pattern.compile("(#|mailto:|tel:|cid:).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern BEYOND_HOST =
            Pattern.compile("https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?[/?#]", Pattern.CASE_INSENSITIVE);

    private static final Pattern HOST =
            Pattern.compile("https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_WORD = 300;

    private static final String COMMENT_BEGIN = "<!--";

    /** What a URL was found to be, instead of its beginning. No text begins like that. */
    private static final String WHOLE_LINK = "\0link";

    private static final String CONSTANT_URL = "\0constant";
    private static final String HOST_KNOWN = "\0host";

    /** A text of HTML is refused; the message is for whoever wrote it. */
    static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** @throws Refused if it may not stand here */
    HtmlContext next(char c) {
        return switch (where) {
            case TEXT -> c == '<' ? at(Where.TAG_BEGIN) : this;
            case TAG_BEGIN -> tagBegin(c);
            case TAG_NAME -> tagName(c);
            case TAG -> inTag(c);
            case ATTRIBUTE_NAME -> attributeName(c);
            case ATTRIBUTE_NAMED ->
                c == '='
                        ? at(Where.VALUE_BEGIN)
                        : isBlank(c) ? this : at(Where.TAG).inTag(c);
            case VALUE_BEGIN -> valueBegin(c);
            case DOUBLE_QUOTED -> c == '"' ? valueEnd() : inValue(c);
            case SINGLE_QUOTED -> c == '\'' ? valueEnd() : inValue(c);
            case UNQUOTED -> unquoted(c);
            case VALUE_END -> {
                mustBe(isBlank(c) || c == '/' || c == '>', "has no space behind the value of " + attribute);
                yield at(Where.TAG).inTag(c);
            }
            case DECLARATION -> declaration(c);
            case DOCTYPE -> c == '>' ? BEGINNING : this;
            case COMMENT -> comment(c);
            case RAW -> raw(c);
            case RAW_END -> {
                mustBe(isBlank(c) || c == '>', "has a " + element + " that does not end with </" + element + ">");
                yield new HtmlContext(Where.TAG, "/" + element, "", "").inTag(c);
            }
        };
    }

    /**
     * What goes on behind the branches of a condition; empty if they end in different places. In styles one branch may have
     * begun a word that the other has not: whatever is refused behind either is refused then.
     */
    Optional<HtmlContext> joined(HtmlContext other) {
        if (equals(other)) {
            return Optional.of(this);
        }
        boolean isLonger = read.length() > other.read.length();
        String longer = isLonger ? read : other.read;
        String shorter = isLonger ? other.read : read;
        boolean isOneWord = isInStyle()
                && reading("").equals(other.reading(""))
                && longer.endsWith(shorter)
                && longer.indexOf('<') < 0;
        return isOneWord ? Optional.of(reading(longer)) : Optional.empty();
    }

    private boolean isInStyle() {
        return where == Where.RAW
                ? element.equals("style")
                : attribute.equals("style")
                        && (where == Where.DOUBLE_QUOTED || where == Where.SINGLE_QUOTED || where == Where.UNQUOTED);
    }

    /** @throws Refused unless a text may end here */
    void end() {
        mustBe(where == Where.TEXT, "ends within a tag, a comment or a style");
    }

    /**
     * How a value is escaped that stands here.
     *
     * @param isLink whether it is a URL
     * @throws Refused if none may
     */
    Escaping escaping(boolean isLink) {
        if (where == Where.TEXT) {
            return Escaping.HTML;
        }
        mustBe(
                where != Where.UNQUOTED && where != Where.VALUE_BEGIN,
                "has a value in an attribute without quotation marks");
        if (where == Where.RAW && element.equals("title") && read.isEmpty()) {
            return Escaping.HTML;
        }
        mustBe(where != Where.RAW, "has a value within a style");
        mustBe(where != Where.COMMENT, "has a value within a comment");
        mustBe(where == Where.DOUBLE_QUOTED || where == Where.SINGLE_QUOTED, "has a value within a tag");
        if (TEXTS.contains(attribute)) {
            return Escaping.HTML;
        }
        mustBe(attribute.equals("href") || attribute.equals("src"), "has a value in " + attribute);
        if (isLink) {
            mustBe(attribute.equals("href") && read.isEmpty(), "has a link that is not the whole of an href");
            return Escaping.LINK;
        }
        mustBe(read.equals(HOST_KNOWN), "has a value in a URL that does not begin with https:// and a host");
        return Escaping.PART_OF_URL;
    }

    /** Behind a value that was written here. */
    HtmlContext behind(Escaping escaping) {
        return escaping == Escaping.LINK ? reading(WHOLE_LINK) : this;
    }

    private HtmlContext tagBegin(char c) {
        if (c == '!') {
            return new HtmlContext(Where.DECLARATION, "", "", "");
        }
        if (c == '/') {
            mustBe(element.isEmpty(), "has a wrong end tag");
            return new HtmlContext(Where.TAG_BEGIN, "/", "", "");
        }
        mustBe(isLetter(c), "has a < that begins no tag: write &lt;");
        return new HtmlContext(Where.TAG_NAME, element, "", "").tagName(c);
    }

    private HtmlContext tagName(char c) {
        if (isBlank(c) || c == '/' || c == '>') {
            String name = element.startsWith("/") ? element.substring(1) : element;
            mustBe(!REFUSED_ELEMENTS.contains(name), "has an element that a mail may not have: " + name);
            return at(Where.TAG).inTag(c);
        }
        mustBe(isLetter(c) || isDigit(c) || c == '-' || c == ':', "has a tag with a strange name");
        mustBe(element.length() < LONGEST_WORD, "has a tag with a long name");
        return new HtmlContext(Where.TAG_NAME, element + Character.toLowerCase(c), "", "");
    }

    private HtmlContext inTag(char c) {
        if (c == '>') {
            return RAW_ELEMENTS.contains(element) ? new HtmlContext(Where.RAW, element, "", "") : BEGINNING;
        }
        if (isBlank(c) || c == '/') {
            return new HtmlContext(Where.TAG, element, "", "");
        }
        mustBe(!element.startsWith("/"), "has an end tag with attributes");
        return new HtmlContext(Where.ATTRIBUTE_NAME, element, "", "").attributeName(c);
    }

    private HtmlContext attributeName(char c) {
        if (isBlank(c) || c == '=' || c == '/' || c == '>') {
            mustBe(
                    !attribute.startsWith("on") && !REFUSED_ATTRIBUTES.contains(attribute),
                    "has an attribute that a mail may not have: " + attribute);
            return at(Where.ATTRIBUTE_NAMED).next(c);
        }
        mustBe(isLetter(c) || isDigit(c) || c == '-' || c == ':' || c == '_', "has an attribute with a strange name");
        mustBe(attribute.length() < LONGEST_WORD, "has an attribute with a long name");
        return new HtmlContext(Where.ATTRIBUTE_NAME, element, attribute + Character.toLowerCase(c), "");
    }

    private HtmlContext valueBegin(char c) {
        if (isBlank(c)) {
            return this;
        }
        mustBe(c != '>', "has an attribute without a value behind its =");
        return switch (c) {
            case '"' -> at(Where.DOUBLE_QUOTED);
            case '\'' -> at(Where.SINGLE_QUOTED);
            default -> at(Where.UNQUOTED).unquoted(c);
        };
    }

    private HtmlContext unquoted(char c) {
        if (isBlank(c) || c == '>') {
            return valueEnd().at(Where.TAG).inTag(c);
        }
        mustBe("\"'<=`".indexOf(c) < 0, "has an attribute that needs quotation marks: " + attribute);
        return inValue(c);
    }

    private HtmlContext inValue(char c) {
        if (attribute.equals("style")) {
            return reading(without(REFUSED_IN_STYLE_ATTRIBUTES, c));
        }
        if (attribute.equals("http-equiv")) {
            mustBe(read.length() < LONGEST_WORD, "has an http-equiv that is too long");
            return reading(read + Character.toLowerCase(c));
        }
        if (!URLS.contains(attribute) || read.equals(CONSTANT_URL) || read.equals(HOST_KNOWN)) {
            return this;
        }
        mustBe(!read.equals(WHOLE_LINK), "has something behind a link in " + attribute);
        String url = read + c;
        if (CONSTANT.matcher(url).matches()) {
            return reading(CONSTANT_URL);
        }
        if (BEYOND_HOST.matcher(url).matches()) {
            return reading(HOST_KNOWN);
        }
        mustBe(url.length() < LONGEST_WORD, "has a URL that does not begin with https:// and a host");
        return reading(url);
    }

    /**
     * Reads on where some words may not stand.
     *
     * @return what was read of such a word, if one may have begun: nearly always nothing, so the branches of a condition end
     *     alike
     */
    private String without(Set<String> words, char c) {
        String tail = read + Character.toLowerCase(c);
        for (String word : words) {
            if (tail.endsWith(word)) {
                throw new Refused("has a style with something that a mail may not have: " + word);
            }
        }
        return begun(words, tail);
    }

    /** The longest end of a text with which one of the words begins. */
    private static String begun(Set<String> words, String tail) {
        for (int from = 0; from < tail.length(); from++) {
            String end = tail.substring(from);
            if (words.stream().anyMatch(word -> word.startsWith(end))) {
                return end;
            }
        }
        return "";
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private HtmlContext valueEnd() {
        mustBe(
                !attribute.equals("http-equiv") || HEADERS.contains(read.strip()),
                "has an http-equiv that a mail may not have: " + read);
        boolean isDecided = read.startsWith("\0") || HOST.matcher(read).matches();
        mustBe(
                !URLS.contains(attribute) || isDecided,
                "has a URL in " + attribute + " that does not begin with https://, mailto:, tel:, cid: or #");
        return new HtmlContext(Where.VALUE_END, element, attribute, "");
    }

    private HtmlContext declaration(char c) {
        String word = (read + c).toLowerCase(Locale.ROOT);
        if (word.equals("--")) {
            return new HtmlContext(Where.COMMENT, "", "", "");
        }
        if (word.equals("doctype")) {
            return new HtmlContext(Where.DOCTYPE, "", "", "");
        }
        mustBe("--".startsWith(word) || "doctype".startsWith(word), "has a <! that begins no comment");
        return reading(word);
    }

    /** Programs do not agree where a comment ends that is empty, or ends otherwise. */
    private HtmlContext comment(char c) {
        mustBe(c != '>' || !(read.isEmpty() || read.equals("-")), "has a comment that ends where it begins");
        String tail = read + c;
        mustBe(!tail.endsWith("--!>"), "has a comment that ends with --!>");
        if (tail.endsWith("-->")) {
            return BEGINNING;
        }
        // Shorter than four while it is short: what stands at the beginning is not what stands at the end.
        return reading(tail.length() > 4 ? tail.substring(tail.length() - 4) : tail);
    }

    private HtmlContext raw(char c) {
        String end = "</" + element;
        String tail = (read + c).toLowerCase(Locale.ROOT);
        if (tail.endsWith(end)) {
            return new HtmlContext(Where.RAW_END, element, "", "");
        }
        mustBe(!tail.endsWith(COMMENT_BEGIN), "has a comment within a " + element);
        Set<String> ends = Set.of(end, COMMENT_BEGIN);
        if (!element.equals("style")) {
            return reading(begun(ends, tail));
        }
        String ofWords = without(REFUSED_IN_STYLES, c);
        // Of the two the longer one holds the other: both are ends of the same text.
        String ofEnds = begun(ends, tail);
        return reading(ofWords.length() > ofEnds.length() ? ofWords : ofEnds);
    }

    private HtmlContext at(Where next) {
        return new HtmlContext(next, element, attribute, read);
    }

    private HtmlContext reading(String next) {
        return new HtmlContext(where, element, attribute, next);
    }

    private static void mustBe(boolean right, String otherwise) {
        if (!right) {
            throw new Refused(otherwise);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
