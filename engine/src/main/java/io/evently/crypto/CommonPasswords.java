package io.evently.crypto;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.gosimple.nbvcxz.resources.DictionaryUtil;

/**
 * Passwords that are guessed first. The list is that of nbvcxz (MIT): 100,000 passwords in the order of how often they
 * were found among stolen ones. Of its first 10,000 only 146 have the ten characters that we demand, of all of it 2,344; so
 * all of it counts, and besides what people make of the first ones to get there: repeated, or with digits round them.
 *
 * <p>Capitals make no difference, nor does the Unicode form. Thread-safe.
 */
public final class CommonPasswords {

    /** The length of the list as it was found; its last two entries are well-known examples of good ones. */
    private static final int LIST = 100_000;

    /** Ranks up to which a password is common when repeated ("dragondragon"). */
    private static final int REPEATED = 10_000;

    /** Ranks up to which it is with digits and a closing mark ("Welcome2026!"), as such are made up for each year. */
    private static final int PADDED = 1_000;

    /** What is shorter is no password of anybody's: its repetition counts only if it is in the list itself. */
    private static final int SHORTEST_UNIT = 4;

    private static final Pattern PADDING = Pattern.compile("[0-9]*(.*?)[0-9]*[!.?]*", Pattern.DOTALL);

    /** The list, as far as it matters: what is long enough to be a password, and the ranks of the first ones. */
    private record Dictionary(Set<String> longOnes, Map<String, Integer> first) {

        static final Dictionary READ = read();

        private static Dictionary read() {
            Map<String, Integer> ranks = DictionaryUtil.loadRankedDictionary(DictionaryUtil.passwords);
            Set<String> longOnes = new HashSet<>();
            Map<String, Integer> first = new HashMap<>();
            ranks.forEach((written, rank) -> {
                String password = plain(written);
                if (rank <= LIST && Passwords.isAcceptable(password)) {
                    longOnes.add(password);
                }
                if (rank <= REPEATED) {
                    first.merge(password, rank, Math::min);
                }
            });
            return new Dictionary(longOnes, first);
        }

        boolean isAmong(int most, String password) {
            return first.getOrDefault(password, Integer.MAX_VALUE) <= most;
        }
    }

    private CommonPasswords() {}

    /** Reads the list, which takes 0.1 s; else the first who asks waits for it. */
    public static void load() {
        if (Dictionary.READ.first().isEmpty()) {
            throw new IllegalStateException("the list of common passwords is not on the classpath");
        }
    }

    public static boolean contains(String password) {
        String plain = plain(password);
        return Dictionary.READ.longOnes().contains(plain) || isRepeated(plain) || isPadded(plain);
    }

    private static String plain(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static boolean isRepeated(String password) {
        String unit = unit(password);
        return unit.length() < password.length()
                && unit.length() >= SHORTEST_UNIT
                && Dictionary.READ.isAmong(REPEATED, unit);
    }

    private static boolean isPadded(String password) {
        Matcher padded = PADDING.matcher(password);
        return padded.matches() && Dictionary.READ.isAmong(PADDED, padded.group(1));
    }

    /** The shortest text that gives this one when repeated. */
    private static String unit(String text) {
        // The second place where a text is found in its double is where it begins again.
        return text.substring(0, (text + text).indexOf(text, 1));
    }
}
