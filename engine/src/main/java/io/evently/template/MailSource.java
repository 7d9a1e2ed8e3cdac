package io.evently.template;

import io.evently.template.MailPieces.Colour;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mail that comes with Evently, written once: a head of {@code name: words}, a line of three hyphens, and a line for each
 * piece, {@code piece label: words}. HTML and plain text are made of it, so they say the same. Lines that begin with a
 * condition's brace go into both.
 */
final class MailSource {

    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa", "he", "ur", "yi");

    /** Names may be written in the other direction than the words around them. */
    private static final Pattern NAMES = Pattern.compile("\\{\\{ (eventName|venue|userName) }}");

    private static final String OTHERWISE = "If the button does not work, open this address:";

    private final Map<String, String> head = new HashMap<>();
    private final StringBuilder html = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final String start;

    private MailSource(String source) {
        String[] parts = source.split("\n---\n", 2);
        for (String line : parts[0].split("\n")) {
            String[] field = line.split(": ", 2);
            head.put(field[0], field[1]);
        }
        start = isRightToLeft() ? "right" : "left";
        for (String line : parts[1].strip().split("\n")) {
            piece(line);
        }
    }

    /**
     * The template that it stands for.
     *
     * @param layout what is around each mail
     */
    static TemplateContent composed(String source, String layout) {
        MailSource mail = new MailSource(source);
        return new TemplateContent(mail.head.get("subject"), mail.html(layout), mail.text(), mail.head.get("language"));
    }

    private boolean isRightToLeft() {
        return RIGHT_TO_LEFT.contains(
                Locale.forLanguageTag(head.get("language")).getLanguage());
    }

    private String html(String layout) {
        return layout.replace("@language", head.get("language"))
                .replace("@direction", isRightToLeft() ? "rtl" : "ltr")
                .replace("@start", start)
                .replace("@title", head.get("subject"))
                .replace("@preheader", isolated(head.get("preheader")))
                .replace("@content", html.toString().strip())
                .replace("@footer", isolated(head.get("footer")));
    }

    private String text() {
        return text + "\n--\n" + head.get("footer") + "\n";
    }

    private void piece(String line) {
        if (line.startsWith("{%")) {
            html.append(line).append('\n');
            text.append(line);
            return;
        }
        String[] words = line.split(": ", 2);
        String[] named = words[0].split(" ", 2);
        String label = named.length == 2 ? named[1] : "";
        String content = words.length == 2 ? words[1] : "";
        switch (named[0]) {
            case "chip" ->
                add(
                        MailPieces.CHIP.formatted(
                                colour(label).pale(), colour(label).strong(), content),
                        "");
            case "heading" -> add(MailPieces.HEADING.formatted(isolated(content)), "\n" + content + "\n");
            case "p" -> add(MailPieces.PARAGRAPH.formatted(isolated(content)), "\n" + content + "\n");
            case "button" ->
                add(
                        MailPieces.BUTTON.formatted(label, content, head.getOrDefault("otherwise", OTHERWISE)),
                        MailPieces.BUTTON_TEXT.formatted(label, content));
            case "card" ->
                add(
                        MailPieces.CARD.formatted(colour(label).edge(), start, content),
                        MailPieces.CARD_TEXT.formatted(content));
            case "row" ->
                add(MailPieces.ROW.formatted(content, start, label), MailPieces.ROW_TEXT.formatted(content, label));
            case "code" ->
                add(MailPieces.CODE.formatted(content, start, label), MailPieces.ROW_TEXT.formatted(content, label));
            case "deadline" ->
                add(MailPieces.DEADLINE.formatted(label, content), MailPieces.DEADLINE_TEXT.formatted(label, content));
            case "was" -> add(MailPieces.WAS.formatted(label, content), MailPieces.WAS_TEXT.formatted(label, content));
            case "end" -> add(MailPieces.CARD_END, "");
            default -> throw new IllegalStateException("no piece of a mail: " + line);
        }
    }

    private void add(String inHtml, String inText) {
        html.append(inHtml);
        text.append(inText);
    }

    private static Colour colour(String name) {
        Colour colour = MailPieces.COLOURS.get(name);
        if (colour == null) {
            throw new IllegalStateException("no colour of a mail: " + name);
        }
        return colour;
    }

    private static String isolated(String words) {
        return NAMES.matcher(words).replaceAll("<bdi>{{ $1 }}</bdi>");
    }
}
