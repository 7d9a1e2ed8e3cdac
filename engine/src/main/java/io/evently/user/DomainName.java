package io.evently.user;

import com.ibm.icu.text.IDNA;
import java.text.Normalizer;
import java.util.Locale;

/**
 * The domain of an e-mail address in its two forms: Unicode, as people write it, and ASCII ("xn--…"), as browsers and
 * other programs do. By UTS #46, as browsers go by it: Java's own IDN is of 2003, and makes straße.de and strasse.de
 * one.
 */
final class DomainName {

    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

    private static final String ASCII_FORM = "xn--";

    private DomainName() {}

    /** The ASCII form; what has none (and so no mail server) stays as it is, in lower case. */
    static String ascii(String domain) {
        if (isPlain(domain)) {
            return lower(domain);
        }
        var info = new IDNA.Info();
        var ascii = new StringBuilder();
        UTS46.nameToASCII(domain, ascii, info);
        return info.hasErrors() ? lower(domain) : ascii.toString();
    }

    /** The Unicode form; what has none stays as it is, in lower case. */
    static String unicode(String domain) {
        if (isPlain(domain)) {
            return lower(domain);
        }
        var info = new IDNA.Info();
        var unicode = new StringBuilder();
        UTS46.nameToUnicode(domain, unicode, info);
        return info.hasErrors() ? lower(domain) : unicode.toString();
    }

    /** Both forms are the same. Most are, and some of these UTS #46 does not like ("r3---a.example.com"). */
    private static boolean isPlain(String domain) {
        return domain.chars().allMatch(c -> c < 0x80) && !lower(domain).contains(ASCII_FORM);
    }

    private static String lower(String domain) {
        return Normalizer.normalize(domain.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
