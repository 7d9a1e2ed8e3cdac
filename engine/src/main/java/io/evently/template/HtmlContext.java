package io.evently.template;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
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
 * @param style where in its style, if it is one
 * @param hidden where in what a conditional comment hides, if it is one; else null
 */
record HtmlContext(Where where, String element, String attribute, String read, StyleContext style, HtmlContext hidden) {

    static final HtmlContext BEGINNING = new HtmlContext(Where.TEXT, "", "", "");

    private HtmlContext(Where where, String element, String attribute, String read) {
        this(where, element, attribute, read, StyleContext.BEGINNING, null);
    }

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
        /** Within the condition of a comment. */
        CONDITION,
        /** Behind the condition: others may be shown what is hidden from whom it is not true. */
        CONDITION_END,
        /** Within what is hidden from all but Outlook, for which it is HTML. */
        HIDDEN,
        HIDDEN_END,
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

    private static final Set<String> RAW_ELEMENTS = Set.of("style", "title");

    /** What may be written by its name in an attribute's style; any other name could hide a word. */
    private static final Map<String, Character> NAMED = Map.of("&quot;", '"', "&apos;", '\'', "&amp;", '&');

    /** How a conditional comment ends at once, behind its condition, for all who know none. */
    private static final Set<String> REVEALING = Set.of("<!-->", "<!-- -->", "-->");

    private static final String CONDITION_BEGIN = "[if";
    private static final String HIDDEN_END = "[endif]-->";

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

    private static final Set<Where> COMMENTS =
            EnumSet.of(Where.COMMENT, Where.CONDITION, Where.CONDITION_END, Where.HIDDEN, Where.HIDDEN_END);

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
            case CONDITION -> condition(c);
            case CONDITION_END -> conditionEnd(c);
            case HIDDEN -> hidden(c);
            case HIDDEN_END -> hiddenEnd(c);
            case RAW -> raw(c);
            case RAW_END -> {
                mustBe(isBlank(c) || c == '>', "has a " + element + " that does not end with </" + element + ">");
                yield new HtmlContext(Where.TAG, "/" + element, "", "").inTag(c);
            }
        };
    }

    /** What goes on behind the branches of a condition; empty if they end in different places. */
    Optional<HtmlContext> joined(HtmlContext other) {
        return styled(StyleContext.BEGINNING).equals(other.styled(StyleContext.BEGINNING))
                ? style.joined(other.style).map(this::styled)
                : Optional.empty();
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
        mustBe(!COMMENTS.contains(where), "has a value within a comment");
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
            mustBe(element.isEmpty(), "has a wrong end tag");
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
            return inStyle(c);
        }
        if (attribute.equals("http-equiv")) {
            mustBe(read.length() < LONGEST_WORD, "has an http-equiv that is too long");
            return reading(read + Character.toLowerCase(c));
        }
        if (!isUrl() || read.equals(CONSTANT_URL) || read.equals(HOST_KNOWN)) {
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

    private HtmlContext inStyle(char c) {
        if (read.isEmpty() && c != '&') {
            return styled(style.next(c));
        }
        String name = read + c;
        if (NAMED.containsKey(name)) {
            return reading("").styled(style.next(NAMED.get(name)));
        }
        mustBe(
                NAMED.keySet().stream().anyMatch(known -> known.startsWith(name)),
                "has a style with an & that is not written &amp;, &quot; or &apos;");
        return reading(name);
    }

    /** Outlook's own names say the same behind a colon. */
    private boolean isUrl() {
        return URLS.contains(attribute.substring(attribute.indexOf(':') + 1));
    }

    private HtmlContext valueEnd() {
        mustBe(
                !attribute.equals("http-equiv") || HEADERS.contains(read.strip()),
                "has an http-equiv that a mail may not have: " + read);
        style.end();
        mustBe(!attribute.equals("style") || read.isEmpty(), "has a style that ends with " + read);
        boolean isDecided = read.startsWith("\0") || HOST.matcher(read).matches();
        mustBe(
                !isUrl() || isDecided,
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
        if (tail.equalsIgnoreCase(CONDITION_BEGIN)) {
            return new HtmlContext(Where.CONDITION, "", "", "");
        }
        mustBe(
                !tail.toLowerCase(Locale.ROOT).endsWith(CONDITION_BEGIN),
                "has a comment with an [if that does not begin it: <!--[if");
        // Shorter than four while it is short: what stands at the beginning is not what stands at the end.
        return reading(tail.length() > 4 ? tail.substring(tail.length() - 4) : tail);
    }

    private HtmlContext condition(char c) {
        if (read.endsWith("]")) {
            mustBe(c == '>', "has a conditional comment whose condition does not end with ]>");
            return new HtmlContext(Where.CONDITION_END, "", "", "", StyleContext.BEGINNING, BEGINNING);
        }
        mustBe(
                isBlank(c) || isLetter(c) || isDigit(c) || "()!&|.]".indexOf(c) >= 0,
                "has a conditional comment with a strange condition");
        mustBe(read.length() < LONGEST_WORD, "has a conditional comment with a long condition");
        return reading(read + c);
    }

    private HtmlContext conditionEnd(char c) {
        String begun = read + c;
        if (REVEALING.contains(begun)) {
            return BEGINNING;
        }
        if (REVEALING.stream().anyMatch(end -> end.startsWith(begun))) {
            return reading(begun);
        }
        HtmlContext next = reading("").at(Where.HIDDEN);
        for (int i = 0; i < begun.length(); i++) {
            next = next.next(begun.charAt(i));
        }
        return next;
    }

    /** All but Outlook read on behind the first end of a comment, so there may be none but the last. */
    private HtmlContext hidden(char c) {
        if (hidden.where == Where.DECLARATION && hidden.read.isEmpty() && c == '[') {
            return new HtmlContext(Where.HIDDEN_END, "", "", "[");
        }
        boolean isHyphen = c == '-';
        mustBe(!isHyphen || read.isEmpty(), "has -- within a conditional comment");
        return new HtmlContext(where, element, attribute, isHyphen ? "-" : "", style, hidden.next(c));
    }

    private HtmlContext hiddenEnd(char c) {
        String end = (read + c).toLowerCase(Locale.ROOT);
        mustBe(HIDDEN_END.startsWith(end), "has a conditional comment that does not end with <![endif]-->");
        return end.equals(HIDDEN_END) ? BEGINNING : reading(end);
    }

    private HtmlContext raw(char c) {
        String end = "</" + element;
        String tail = (read + c).toLowerCase(Locale.ROOT);
        if (tail.endsWith(end)) {
            style.end();
            return new HtmlContext(Where.RAW_END, element, "", "");
        }
        mustBe(!tail.endsWith(COMMENT_BEGIN), "has a comment within a " + element);
        HtmlContext next = reading(begun(tail, end));
        return element.equals("style") ? next.styled(style.next(c)) : next;
    }

    /** The longest end of a text with which the element's end, or a comment, begins. */
    private static String begun(String tail, String elementEnd) {
        for (int from = 0; from < tail.length(); from++) {
            String end = tail.substring(from);
            if (elementEnd.startsWith(end) || COMMENT_BEGIN.startsWith(end)) {
                return end;
            }
        }
        return "";
    }

    private HtmlContext at(Where next) {
        return new HtmlContext(next, element, attribute, read, style, hidden);
    }

    private HtmlContext reading(String next) {
        return new HtmlContext(where, element, attribute, next, style, hidden);
    }

    private HtmlContext styled(StyleContext next) {
        return new HtmlContext(where, element, attribute, read, next, hidden);
    }

    private static void mustBe(boolean right, String otherwise) {
        if (!right) {
            throw new Refused(otherwise);
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
