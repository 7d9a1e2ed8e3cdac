package io.evently.http;

import java.util.Locale;

/** The little of content negotiation that an API with one representation per route needs. */
final class Negotiation {

    private Negotiation() {}

    /** Whether a {@code Content-Type} announces JSON; parameters mean nothing to JSON (RFC 8259, section 11). */
    static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().equalsIgnoreCase("application/json");
    }

    /**
     * Whether an {@code Accept} header allows a media type (RFC 9110, section 12.5.1): the most specific range that
     * fits decides, and a weight of zero refuses. No header, or an empty one, allows everything.
     */
    static boolean accepts(String accept, String mediaType) {
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
