package io.evently.http;

import io.evently.event.EventCommand;
import java.util.HashSet;
import java.util.Optional;

/**
 * The header {@code If-Match} (RFC 9110, section 13.1.1), for entity tags that are version numbers. Weak tags never match
 * (the comparison is the strong one), and tags that are no number belong to no version: both are left out.
 */
final class IfMatch {

    /** Digits of the largest long, less one. */
    private static final int MOST_DIGITS = 18;

    private IfMatch() {}

    /** Reads the header's value; empty unless it is {@code *} or a list of entity tags. */
    static Optional<EventCommand.IfMatch> parse(String value) {
        if (value.strip().equals("*")) {
            return Optional.of(EventCommand.IfMatch.ANY);
        }
        var versions = new HashSet<Long>();
        int tags = 0;
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c == ' ' || c == '\t' || c == ',') {
                at++;
                continue;
            }
            boolean weak = value.startsWith("W/\"", at);
            int open = weak ? at + 2 : at;
            int close = value.charAt(open) == '"' ? value.indexOf('"', open + 1) : -1;
            if (close < 0 || !endsOrSeparates(value, close + 1)) {
                return Optional.empty();
            }
            String tag = value.substring(open + 1, close);
            if (!weak && isNumber(tag)) {
                versions.add(Long.parseLong(tag));
            }
            tags++;
            at = close + 1;
        }
        return tags == 0 ? Optional.empty() : Optional.of(new EventCommand.IfMatch(false, versions));
    }

    private static boolean endsOrSeparates(String value, int at) {
        int next = at;
        while (next < value.length() && (value.charAt(next) == ' ' || value.charAt(next) == '\t')) {
            next++;
        }
        return next == value.length() || value.charAt(next) == ',';
    }

    private static boolean isNumber(String tag) {
        return !tag.isEmpty()
                && tag.length() <= MOST_DIGITS
                && tag.chars().allMatch(c -> c >= '0' && c <= '9')
                && (tag.length() == 1 || tag.charAt(0) != '0');
    }
}
