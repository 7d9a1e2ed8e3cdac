package io.evently.http.read;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The little of content negotiation that an API with one representation per route needs. */
public final class Negotiation {

    /** As Pekko writes it, behind all other parameters. */
    private static final String CHARSET = "; charset=";

    private Negotiation() {}

    /** Whether a {@code Content-Type} announces JSON; see {@link #isUtf8} for the one parameter that counts. */
    static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().equalsIgnoreCase("application/json");
    }

    /**
     * Whether a {@code Content-Type} says UTF-8 or nothing. JSON has no other (RFC 8259, section 8.1); what is declared as
     * another would be read wrong.
     */
    static boolean isUtf8(String contentType) {
        int at = contentType.lastIndexOf(CHARSET);
        return at < 0 || contentType.substring(at + CHARSET.length()).equalsIgnoreCase("utf-8");
    }

    /** Whether {@code Content-Encoding} headers name nothing that has to be undone. */
    static boolean isIdentity(List<String> encodings) {
        return Stream.of(String.join(",", encodings).split(","))
                .map(String::strip)
                .allMatch(coding -> coding.isEmpty() || coding.equalsIgnoreCase("identity"));
    }

    /**
     * Whether an {@code Accept} header allows a media type (RFC 9110, section 12.5.1): the most specific range that
     * fits decides, and a weight of zero refuses. No header, or an empty one, allows everything.
     */
    public static boolean accepts(String accept, String mediaType) {
        if (accept.isBlank() || accept.equals("*/*") || accept.equals(mediaType)) {
            return true;
        }
        int slash = mediaType.indexOf('/');
        String group = mediaType.substring(0, slash + 1) + "*";
        int bestFit = 0;
        boolean allowed = false;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            // -1: a range of semicolons alone has parts, too.
            String[] parts = range.split(";", -1);
            String name = parts[0].strip();
            int fit = name.equals(mediaType) ? 3 : name.equals(group) ? 2 : name.equals("*/*") ? 1 : 0;
            if (fit > bestFit) {
                bestFit = fit;
                allowed = hasWeight(parts);
            }
        }
        return allowed;
    }

    private static boolean hasWeight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return !parameter.matches("q=0(\\.0{0,3})?");
            }
        }
        return true;
    }
}
