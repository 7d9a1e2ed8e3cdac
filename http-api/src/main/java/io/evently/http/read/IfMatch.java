package io.evently.http.read;

import io.evently.event.EventCommand;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code If-Match} (RFC 9110, section 13.1.1), for entity tags that are version numbers. Weak tags never match
 * (the comparison is the strong one), and tags that are no number belong to no version: both are left out.
 */
public final class IfMatch {

    /** A tag behind the last one, with its comma. Empty elements mean nothing (RFC 9110, section 5.6.1.2). */
    private static final Pattern TAG = Pattern.compile("\\G[ \t,]*(W/)?\"([^\"]*)\"[ \t]*(?:,[ \t,]*|\\z)");

    /** The largest long has 19 digits. */
    private static final Pattern VERSION = Pattern.compile("0|[1-9]\\d{0,17}");

    private IfMatch() {}

    /** Reads the header's value; empty unless it is {@code *} or a list of entity tags. */
    public static Optional<EventCommand.IfMatch> parse(String value) {
        if (value.strip().equals("*")) {
            return Optional.of(EventCommand.IfMatch.ANY);
        }
        var versions = new HashSet<Long>();
        int end = 0;
        Matcher tags = TAG.matcher(value);
        while (tags.find()) {
            boolean weak = tags.group(1) != null;
            String tag = tags.group(2);
            if (!weak && VERSION.matcher(tag).matches()) {
                versions.add(Long.parseLong(tag));
            }
            end = tags.end();
        }
        boolean isList = end > 0 && end == value.length();
        return isList ? Optional.of(new EventCommand.IfMatch(false, versions)) : Optional.empty();
    }
}
