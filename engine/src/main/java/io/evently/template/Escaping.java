package io.evently.template;

import java.nio.charset.StandardCharsets;

/** How a value is written, which follows from where it stands. */
enum Escaping {
    /** A subject or a plain text: values have no line breaks. */
    NONE,
    /** Text of HTML, or a quoted attribute. */
    HTML,
    /** The whole of a link. */
    LINK,
    /** Behind the host of a link. */
    PART_OF_URL;

    private static final String UNRESERVED = "-._~";

    /** @throws RenderingFailed if it cannot stand there */
    String of(String value) {
        return switch (this) {
            case NONE -> value;
            case HTML -> html(value);
            case LINK -> html(link(value));
            case PART_OF_URL -> percent(value);
        };
    }

    private static String html(String value) {
        StringBuilder escaped = null;
        for (int i = 0; i < value.length(); i++) {
            String entity =
                    switch (value.charAt(i)) {
                        case '&' -> "&amp;";
                        case '<' -> "&lt;";
                        case '>' -> "&gt;";
                        case '"' -> "&quot;";
                        case '\'' -> "&#39;";
                        default -> null;
                    };
            if (entity != null && escaped == null) {
                escaped = new StringBuilder(value.length() + 16).append(value, 0, i);
            }
            if (entity != null) {
                escaped.append(entity);
            } else if (escaped != null) {
                escaped.append(value.charAt(i));
            }
        }
        return escaped == null ? value : escaped.toString();
    }

    private static String link(String value) {
        if (!value.startsWith("https://") && !value.startsWith("http://")) {
            throw new RenderingFailed("a link must begin with https://");
        }
        return value;
    }

    private static String percent(String value) {
        StringBuilder encoded = new StringBuilder(value.length());
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) octet;
            boolean stands = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0;
            encoded.append(stands ? String.valueOf(c) : "%%%02X".formatted(octet));
        }
        return encoded.toString();
    }
}
