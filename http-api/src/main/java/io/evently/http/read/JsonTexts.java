package io.evently.http.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A list of so many texts, none of them twice.
 *
 * @param reader empty for what none of them may be
 * @param expected what they are: {@code must be …}
 */
public record JsonTexts<T>(int min, int max, Function<String, Optional<T>> reader, String expected) {

    /** @param wrong is told where, in brackets or empty, and what is expected there */
    Optional<List<T>> in(JsonNode value, BiConsumer<String, String> wrong) {
        if (!value.isArray() || value.size() < min || value.size() > max) {
            wrong.accept("", "must be a list of " + min + " to " + max + " items");
            return Optional.empty();
        }
        Set<T> items = new LinkedHashSet<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = value.get(i);
            Optional<T> read = item.isTextual() ? reader.apply(item.textValue()) : Optional.empty();
            if (read.isEmpty()) {
                wrong.accept("[" + i + "]", expected);
            } else if (!items.add(read.get())) {
                wrong.accept("[" + i + "]", "is there already");
            }
        }
        return Optional.of(List.copyOf(items));
    }
}
