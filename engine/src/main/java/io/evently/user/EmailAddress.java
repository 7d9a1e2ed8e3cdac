package io.evently.user;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An e-mail address that could exist. Whether it does, only a message sent there can tell; so this refuses what is
 * clearly something else and leaves apostrophes, umlauts and new domains alone.
 *
 * @param typed as it was typed, without white space around it, in Unicode form NFC
 */
public record EmailAddress(String typed) {

    /** RFC 5321, section 4.5.3.1.3: a path has 256 octets, two of them the angle brackets round it. */
    public static final int LONGEST = 254;

    /** What an unquoted local part may not hold (RFC 5322, section 3.2.3); quoted ones are in nobody's use. */
    private static final String SPECIAL = "()<>[]:;@\\,\"";

    public static Optional<EmailAddress> parse(String text) {
        if (text.length() > 2 * LONGEST) {
            // Not worth normalising; white space and decomposed letters never double an address.
            return Optional.empty();
        }
        String typed = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        int at = typed.indexOf('@');
        boolean plausible = typed.codePointCount(0, typed.length()) <= LONGEST
                && at > 0
                && isLocalPart(typed.substring(0, at))
                && isDomain(typed.substring(at + 1));
        return plausible ? Optional.of(new EmailAddress(typed)) : Optional.empty();
    }

    /**
     * What makes two spellings one address: lower case, in Unicode form NFC, the domain in ASCII ("xn--…"). (The local
     * part's case matters to RFC 5321 and to hardly any server; a person who types it differently the second time is
     * still the same person.)
     */
    public String normalised() {
        return localPart() + '@' + DomainName.ascii(domain());
    }

    /**
     * All forms under which whoever has this address may be registered, each once. Up to version 0.1.0 a domain was kept
     * as it was typed, in lower case; who registered then, even in both forms, finds their own. Nearly always it is
     * {@link #normalised} alone.
     */
    public List<String> registeredForms() {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(lower(typed));
        forms.add(normalised());
        forms.add(localPart() + '@' + lower(DomainName.unicode(domain())));
        return List.copyOf(forms);
    }

    /** As mail servers take it: the local part as it was typed, for its case may matter to them; the domain in ASCII. */
    public String forMail() {
        return typed.substring(0, typed.indexOf('@')) + '@' + DomainName.ascii(domain());
    }

    private String localPart() {
        return lower(typed.substring(0, typed.indexOf('@')));
    }

    private String domain() {
        return typed.substring(typed.indexOf('@') + 1);
    }

    private static String lower(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** Nothing, so that no log ever holds an address. */
    @Override
    public String toString() {
        return "EmailAddress(…)";
    }

    private static boolean isLocalPart(String local) {
        return hasNoEmptyPart(local) && local.codePoints().allMatch(EmailAddress::mayStandInLocalPart);
    }

    private static boolean mayStandInLocalPart(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> SPECIAL.indexOf(c) < 0;
        };
    }

    private static boolean isDomain(String domain) {
        if (domain.indexOf('.') < 0 || !hasNoEmptyPart(domain)) {
            return false;
        }
        for (String label : domain.split("\\.")) {
            if (label.startsWith("-")
                    || label.endsWith("-")
                    || !label.codePoints().allMatch(EmailAddress::mayStandInDomain)) {
                return false;
            }
        }
        return true;
    }

    /** Letters, digits and hyphens of any script, with the marks some scripts need. */
    private static boolean mayStandInDomain(int c) {
        return c == '-'
                || Character.isLetterOrDigit(c)
                || switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    private static boolean hasNoEmptyPart(String dotted) {
        return !dotted.isEmpty() && !dotted.startsWith(".") && !dotted.endsWith(".") && !dotted.contains("..");
    }
}
