package io.evently.http;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The header {@code If-Match} (RFC 9110, section 13.1.1), for entity tags that are version numbers.
 *
 * @param any {@code *}: whatever the version, as long as there is something
 * @param versions the versions listed. Weak tags never match (the comparison is the strong one), and tags that are no
 *     number belong to no version: both are left out
 */
public record IfMatch(boolean any, Set<Long> versions) {

    /** Digits of the largest long, less one. */
    private static final int MOST_DIGITS = 18;

    /** Whether something of this version may be changed. */
    public boolean allows(long version) {
        return any || versions.contains(version);
    }

    /** Reads the header's value; empty unless it is {@code *} or a list of entity tags. */
    static Optional<IfMatch> parse(String value) {
        if (value.strip().equals("*")) {
            return Optional.of(new IfMatch(true, Set.of()));
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
        return tags == 0 ? Optional.empty() : Optional.of(new IfMatch(false, Set.copyOf(versions)));
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
