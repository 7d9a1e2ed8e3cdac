package io.evently.mail;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a provider answered, fit to be kept: providers like to quote to whom a mail goes. */
final class ProviderAnswer {

    /** Characters. */
    private static final int LONGEST = 300;

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;:\\[\\]]+@[^\\s<>\"'(),;:\\[\\]]+");

    private static final Pattern ENHANCED_CODE = Pattern.compile("\\b[245]\\.\\d{1,3}\\.\\d{1,3}\\b");

    /**
     * Codes of RFC 3463 and RFC 7505 that say of an address that no mail will ever reach it: there is no such mailbox, no such
     * domain or no such address, it is several people's, its owner has moved, its domain takes no mail, it is disabled. Not
     * 5.1.0, which servers use for whatever they dislike; not a full mailbox (5.2.2) or a long mail (5.2.3), which pass; not
     * 5.7.x, which is the server's policy about us or about this mail.
     */
    private static final Set<String> BAD_ADDRESS =
            Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1");

    /** Of the same RFC 3463, although they look like the others: it is our address whose syntax or domain is wrong. */
    private static final Set<String> BAD_SENDER = Set.of("5.1.7", "5.1.8");

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

    /** Whether a server says that it is the recipient's address to which nothing can be sent. */
    static boolean blamesAddress(String answer) {
        return code(answer).filter(BAD_ADDRESS::contains).isPresent();
    }

    /** Whether a server says that it is the sender's address which is wrong: many say so only when they hear the recipient's. */
    static boolean blamesSender(String answer) {
        return code(answer).filter(BAD_SENDER::contains).isPresent();
    }

    /** The first one: what comes behind it is a text for people. */
    private static Optional<String> code(String answer) {
        return ENHANCED_CODE
                .matcher(answer == null ? "" : answer)
                .results()
                .findFirst()
                .map(MatchResult::group);
    }
}
