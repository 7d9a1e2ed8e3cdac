package io.evently.routes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus asks for. Reads as much of the language as rules and dashboards of ours use. */
final class PromQl {

    /**
     * Asks one label for a value.
     *
     * @param text a regular expression, if {@code regex}
     * @param wanted whether it must match, not differ
     */
    record Matched(String label, String text, boolean regex, boolean wanted) {

        boolean by(String value) {
            return regex ? value.matches(text) : value.equals(text);
        }
    }

    /** A metric by name, and what its labels are asked for. */
    record Selector(String metric, List<Matched> labels) {}

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "sum", "min", "max", "count", "avg", "bool");

    /** Strings first, for they may hold anything; then groupings, ranges, and at last names with or without labels. */
    private static final Pattern TOKEN = Pattern.compile(
            "\\b(?:by|without|on|ignoring)\\s*\\([^)]*\\)|\\[[^\\]]*]|\"(?:[^\"\\\\]|\\\\.)*\"|"
                    + "(?<name>[a-zA-Z_:][\\w:]*)\\s*(?<call>\\()?(?<labels>\\{(?:[^}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*})?");

    private static final Pattern LABEL =
            Pattern.compile("(?<label>\\w+)\\s*(?<operator>=~|!~|!=|=)\\s*\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"");

    private PromQl() {}

    static Set<Selector> selectors(String expression) {
        Set<Selector> selectors = new HashSet<>();
        Matcher token = TOKEN.matcher(expression);
        while (token.find()) {
            String name = token.group("name");
            if (name != null && token.group("call") == null && !WORDS.contains(name)) {
                selectors.add(new Selector(name, labels(token.group("labels"))));
            }
        }
        return selectors;
    }

    private static List<Matched> labels(String braces) {
        List<Matched> labels = new ArrayList<>();
        if (braces != null) {
            Matcher label = LABEL.matcher(braces);
            while (label.find()) {
                String operator = label.group("operator");
                labels.add(new Matched(
                        label.group("label"), label.group("text"), operator.endsWith("~"), !operator.startsWith("!")));
            }
        }
        return labels;
    }
}
