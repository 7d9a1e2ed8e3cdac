package io.evently.attempt;

import java.util.HashMap;
import java.util.Map;

/**
 * Texts that come again and again, each kept once and known by its number: agents of clients, codes of refusals. Filled by
 * one thread at a time; whoever learnt a number from it in an orderly way may look its text up.
 */
final class SeenTexts {

    /** Stands for null. */
    static final int NONE = 0;

    /** There is no room for another text. */
    static final int FULL = -1;

    /** More kinds of browsers than a sale sees; of the longest agents 260 kB. */
    static final int MOST = 512;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final String[] texts = new String[MOST + 1];

    /** The number of a text, which has its place from now on; {@link #FULL} if there is none left. */
    int numberOf(String text) {
        if (text == null) {
            return NONE;
        }
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        if (numbers.size() == MOST) {
            return FULL;
        }
        int number = numbers.size() + 1;
        numbers.put(text, number);
        texts[number] = text;
        return number;
    }

    String text(int number) {
        return texts[number];
    }
}
