package io.evently.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What is kept of an event's texts for searches.
 *
 * @param vector what PostgreSQL calls a tsvector, as it reads it: words as they are, stretches without spaces as pairs of
 *     neighbours and their last character
 * @param english the words that have an English stem, between spaces; so "concerts" finds "concert"
 */
public record SearchedText(String vector, String english) {

    /** PostgreSQL counts places up to 16,383, and the English words come behind. */
    private static final int MOST_PLACES = 8_000;

    /** PostgreSQL keeps so many places of one word, and drops the rest. */
    private static final int MOST_PLACES_OF_A_WORD = 255;

    /** Between two texts, so that no phrase reaches from one into the other. */
    private static final int GAP = 8;

    /** @param texts the most important first, null where there is none; places of what is far behind are not kept */
    public static SearchedText of(String... texts) {
        Builder builder = new Builder();
        for (String text : texts) {
            if (text != null) {
                TextRun.of(text).forEach(builder::add);
                builder.place += GAP;
            }
        }
        return builder.build();
    }

    private static final class Builder {
        private final Map<String, List<Integer>> places = new LinkedHashMap<>();
        private final StringJoiner english = new StringJoiner(" ");
        private int place = 1;

        void add(TextRun run) {
            if (run.unspaced()) {
                for (int at = 0; at < run.length(); at++) {
                    put(run.text(at, at + 1 < run.length() ? 2 : 1), place + at);
                }
            } else {
                put(run.text(0, run.length()), place);
                if (run.isAsciiWord()) {
                    english.add(run.text(0, run.length()));
                }
            }
            place += run.places();
        }

        private void put(String word, int at) {
            List<Integer> of = places.computeIfAbsent(word, unknown -> new ArrayList<>(1));
            if (at <= MOST_PLACES && of.size() < MOST_PLACES_OF_A_WORD) {
                of.add(at);
            }
        }

        SearchedText build() {
            StringJoiner vector = new StringJoiner(" ");
            places.forEach((word, at) -> vector.add("'" + word + "'" + (at.isEmpty() ? "" : ":" + joined(at))));
            return new SearchedText(vector.toString(), english.toString());
        }

        private static String joined(List<Integer> places) {
            StringJoiner joined = new StringJoiner(",");
            places.forEach(place -> joined.add(place.toString()));
            return joined.toString();
        }
    }
}
