package io.evently.mail;

import io.evently.user.EmailAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From whom mails come: {@code Evently <no-reply@example.com>}, or the address alone.
 *
 * @param name may be empty
 * @param address with its domain in ASCII
 */
record MailAddress(String name, String address) {

    /** Where mails go into a folder. */
    static final MailAddress NOBODY = new MailAddress("Evently", "no-reply@localhost");

    private static final Pattern NAMED = Pattern.compile("\"?([^\"<>]*?)\"?\\s*<([^<>]+)>");

    static Optional<MailAddress> parse(String text) {
        Matcher named = NAMED.matcher(text.strip());
        boolean isNamed = named.matches();
        String name = isNamed ? HeaderText.clean(named.group(1)) : "";
        return EmailAddress.parse(isNamed ? named.group(2) : text)
                .map(EmailAddress::forMail)
                .filter(address -> address.chars().allMatch(c -> c < 0x80))
                .map(address -> new MailAddress(name, address));
    }

    String domain() {
        return address.substring(address.indexOf('@') + 1);
    }
}
