package io.evently;

import io.evently.database.StartupRefused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands behind a command: words, options with a value ({@code --keep-keys 3}) and flags. */
final class Arguments {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    /**
     * @param withValue the options that take one
     * @param flags those that take none
     * @throws StartupRefused at any other
     */
    Arguments(String[] given, Set<String> withValue, Set<String> flags) {
        for (int i = 0; i < given.length; i++) {
            String word = given[i];
            if (flags.contains(word)) {
                options.put(word, "");
            } else if (withValue.contains(word)) {
                if (++i == given.length) {
                    throw new StartupRefused(word + " needs a value.");
                }
                options.put(word, given[i]);
            } else if (word.startsWith("-")) {
                throw new StartupRefused("There is no option " + word + ".");
            } else {
                words.add(word);
            }
        }
    }

    List<String> words() {
        return words;
    }

    boolean has(String flag) {
        return options.containsKey(flag);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /** @throws StartupRefused if it is none of at least 1 */
    int number(String option, int otherwise) {
        String text = options.getOrDefault(option, Integer.toString(otherwise));
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new StartupRefused(option + " must be a number from 1 on, and is " + text + ".");
        }
        return Integer.parseInt(text);
    }
}
