package io.evently.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What somebody looks for, in the manner of a web search: all words must be found, {@code "exact words"} side by side,
 * {@code -without}, and {@code or} between two alternatives.
 *
 * @param alternatives one of these must fit
 */
public record SearchQuery(List<List<Term>> alternatives) {

    /** More than 255 characters of any language have; compatibility characters may stand for many. */
    private static final int MOST_WORDS = 256;

    private static final String OR = "or";

    /**
     * Words side by side.
     *
     * @param without whether they must not be found
     * @param words a {@code tsquery} as PostgreSQL reads it
     * @param english a single word that may have an English stem, else empty: of words side by side English would drop those
     *     it takes for too common
     */
    public record Term(boolean without, String words, String english) {}

    /** Reads what was typed; anything is a query, but it may hold no word. */
    public static SearchQuery of(String typed) {
        List<List<Term>> alternatives = new ArrayList<>();
        List<Term> current = new ArrayList<>();
        List<Token> tokens = tokens(typed);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean between = !current.isEmpty() && i + 1 < tokens.size();
            if (token.isOr() && between && !tokens.get(i + 1).isOr()) {
                alternatives.add(current);
                current = new ArrayList<>();
            } else {
                current.add(token.term());
            }
        }
        if (!current.isEmpty()) {
            alternatives.add(current);
        }
        return new SearchQuery(alternatives);
    }

    /** Whether each alternative has a word to look for: an index does not help to find what lacks one. */
    public boolean looksForSomething() {
        return !alternatives.isEmpty()
                && alternatives.stream().allMatch(terms -> terms.stream().anyMatch(term -> !term.without()));
    }

    private record Token(String raw, boolean quoted, boolean without, List<TextRun> runs) {

        boolean isOr() {
            return !quoted && !without && raw.equalsIgnoreCase(OR);
        }

        Term term() {
            boolean english = runs.size() == 1 && runs.get(0).isAsciiWord();
            String word = english ? runs.get(0).text(0, runs.get(0).length()) : "";
            return new Term(without, phrase(runs), word);
        }
    }

    private static List<Token> tokens(String typed) {
        List<Token> tokens = new ArrayList<>();
        int words = 0;
        int at = 0;
        while (at < typed.length() && words < MOST_WORDS) {
            if (Character.isWhitespace(typed.charAt(at))) {
                at++;
                continue;
            }
            boolean without = typed.charAt(at) == '-';
            int from = without ? at + 1 : at;
            boolean quoted = from < typed.length() && typed.charAt(from) == '"';
            from += quoted ? 1 : 0;
            int end = end(typed, from, quoted);
            String raw = typed.substring(from, end);
            List<TextRun> runs = TextRun.of(raw);
            if (!runs.isEmpty()) {
                List<TextRun> kept = runs.subList(0, Math.min(runs.size(), MOST_WORDS));
                tokens.add(new Token(raw, quoted, without, kept));
                words += kept.size();
            }
            at = quoted ? end + 1 : end;
        }
        return tokens;
    }

    /** Where a token ends: at its closing quote, or before the next space or quote. */
    private static int end(String typed, int from, boolean quoted) {
        int end = from;
        while (end < typed.length()
                && typed.charAt(end) != '"'
                && (quoted || !Character.isWhitespace(typed.charAt(end)))) {
            end++;
        }
        return end;
    }

    /** Runs side by side, as {@link SearchedText} has placed them. */
    private static String phrase(List<TextRun> runs) {
        StringBuilder phrase = new StringBuilder();
        int place = 0;
        int last = 0;
        for (TextRun run : runs) {
            int parts = run.unspaced() ? Math.max(1, run.length() - 1) : 1;
            for (int part = 0; part < Math.min(parts, MOST_WORDS); part++) {
                if (phrase.length() > 0) {
                    phrase.append(" <").append(place + part - last).append("> ");
                }
                phrase.append('\'').append(word(run, part)).append('\'');
                // One character is the first of a pair, or stands at the end.
                phrase.append(run.unspaced() && run.length() == 1 ? ":*" : "");
                last = place + part;
            }
            place += run.places();
        }
        return phrase.toString();
    }

    private static String word(TextRun run, int part) {
        return run.unspaced() ? run.text(part, Math.min(2, run.length())) : run.text(0, run.length());
    }
}
