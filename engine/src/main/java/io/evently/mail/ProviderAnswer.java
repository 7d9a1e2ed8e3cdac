package io.evently.mail;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a provider answered, fit to be kept: providers like to quote to whom a mail goes. */
final class ProviderAnswer {

    /** Characters. */
    private static final int LONGEST = 300;

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;:\\[\\]]+@[^\\s<>\"'(),;:\\[\\]]+");

    private static final Pattern ENHANCED_CODE = Pattern.compile("\\b[245]\\.\\d{1,3}\\.\\d{1,3}\\b");

    private ProviderAnswer() {}

    /** One line, without any address, and without the recipient's name. */
    static String cleaned(String answer, Mail mail) {
        String text = answer == null ? "" : answer;
        text = ADDRESS.matcher(text).replaceAll("<address>");
        if (mail != null) {
            text = without(text, mail.to());
            text = without(text, mail.toName());
            text = without(text, mail.to().substring(0, mail.to().indexOf('@')));
        }
        String line = HeaderText.clean(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }

    /** A part of one letter is no secret, and would leave nothing of the answer. */
    private static String without(String text, String part) {
        return part.length() < 2
                ? text
                : Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(part) + "(?![\\p{L}\\p{N}])", flags())
                        .matcher(text)
                        .replaceAll(Matcher.quoteReplacement("<recipient>"));
    }

    private static int flags() {
        return Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    }

    /** Whether a server says that it is the address which does not exist (RFC 3463: 5.1.x). */
    static boolean blamesAddress(String answer) {
        Matcher code = ENHANCED_CODE.matcher(answer == null ? "" : answer.toLowerCase(Locale.ROOT));
        return code.find() && code.group().startsWith("5.1.");
    }
}
