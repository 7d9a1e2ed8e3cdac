package io.evently.event;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An enum whose constants have one word each, the same in tables, tokens, JSON and queries: their name in lower case. */
public interface Labelled {

    String label();

    /** The constant with this word, if there is one. */
    static <E extends Enum<E> & Labelled> Optional<E> find(Class<E> type, String label) {
        for (E each : type.getEnumConstants()) {
            if (each.label().equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if no constant has this word */
    static <E extends Enum<E> & Labelled> E of(Class<E> type, String label) {
        return find(type, label)
                .orElseThrow(() -> new IllegalArgumentException("no %s is %s".formatted(type.getSimpleName(), label)));
    }

    static <E extends Enum<E> & Labelled> List<String> labels(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(Labelled::label).toList();
    }
}
