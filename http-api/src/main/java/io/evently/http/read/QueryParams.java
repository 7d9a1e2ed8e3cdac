package io.evently.http.read;

import io.evently.event.Labelled;
import io.evently.http.answer.Problem;
import io.evently.http.format.Cursor;
import io.evently.http.format.Ids;
import io.evently.http.format.Texts;
import io.evently.http.format.Times;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The query, read as strictly as a body: each parameter at most once, unknown ones refused, nothing coerced. What was not
 * given is empty.
 */
public final class QueryParams {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST_ITEMS = 200;

    private final Map<String, List<String>> unread;
    private final Problem.Collector errors;

    private QueryParams(Map<String, List<String>> unread, Problem.Collector errors) {
        this.unread = unread;
        this.errors = errors;
    }

    public static QueryParams of(String rawQuery, Problem.Collector errors) {
        if (rawQuery.isEmpty()) {
            return new QueryParams(Map.of(), errors);
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
        }
        return new QueryParams(parameters, errors);
    }

    public Optional<String> text(String name, int min, int max) {
        return take(name).flatMap(value -> Texts.problemWith(value, min, max)
                .<Optional<String>>map(message -> wrong(name, message))
                .orElse(Optional.of(value)));
    }

    /** A text of so many characters, which must be given; empty if it is refused. */
    public Optional<String> requiredText(String name, int min, int max) {
        return unread.containsKey(name) ? text(name, min, max) : wrong(name, "is required");
    }

    /** One of a few words, if given. */
    public Optional<String> choice(String name, List<String> words) {
        return take(name)
                .flatMap(value -> words.contains(value) ? Optional.of(value) : wrong(name, Texts.oneOf(words)));
    }

    /** What one of a few words stands for, if given. */
    public <E extends Enum<E> & Labelled> Optional<E> choice(String name, Class<E> type) {
        return choice(name, Labelled.labels(type)).map(word -> Labelled.of(type, word));
    }

    /** A time, if given. A {@code +} of an offset must be written {@code %2B}, as everywhere in a query. */
    public Optional<Instant> time(String name) {
        return take(name).flatMap(value -> {
            Optional<Instant> time = Times.parse(value);
            return time.isPresent() ? time : wrong(name, "must be a time such as 2027-06-01T19:30:00Z");
        });
    }

    public Optional<UUID> id(String name) {
        return take(name).flatMap(value -> {
            Optional<UUID> id = Ids.parse(value);
            return id.isPresent() ? id : wrong(name, "must be a UUID");
        });
    }

    /** A whole number from 1 on, if given. */
    public Optional<Integer> ordinal(String name) {
        return take(name)
                .flatMap(value -> value.matches("[1-9]\\d{0,8}")
                        ? Optional.of(Integer.valueOf(value))
                        : wrong(name, "must be a whole number from 1 to 999999999"));
    }

    /** How many items a page may have: {@code limit}, 1 to 200, else 50. */
    public int limit() {
        return take("limit")
                .map(value -> {
                    boolean sane = value.matches("[1-9]\\d{0,2}") && Integer.parseInt(value) <= MOST_ITEMS;
                    if (!sane) {
                        wrong("limit", "must be a whole number from 1 to " + MOST_ITEMS);
                    }
                    return sane ? Integer.parseInt(value) : DEFAULT_LIMIT;
                })
                .orElse(DEFAULT_LIMIT);
    }

    /**
     * Where the page starts, if given.
     *
     * @param list whose cursor it must be
     * @param reader turns what {@link Cursor#of} hid back into a position; whatever it throws means that the cursor is
     *     not one of ours
     */
    public <T> Optional<T> cursor(String list, Function<Cursor, T> reader) {
        return take("cursor").flatMap(value -> {
            try {
                return Optional.of(Cursor.read(list, value, reader));
            } catch (RuntimeException e) {
                return wrong("cursor", "must be the nextCursor of an earlier page of this list");
            }
        });
    }

    public void refuseUnread() {
        unread.keySet().forEach(name -> errors.add(name, "is not a parameter of this route"));
    }

    private Optional<String> take(String name) {
        List<String> values = unread.isEmpty() ? null : unread.remove(name);
        if (values == null) {
            return Optional.empty();
        }
        return values.size() > 1 ? wrong(name, "must be given at most once") : decoded(name, values.get(0));
    }

    private Optional<String> decoded(String name, String raw) {
        try {
            return Optional.of(decode(raw));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return wrong(name, "must be percent-encoded UTF-8");
        }
    }

    private static String decode(String raw) throws CharacterCodingException {
        // One character a byte first: with UTF-8 the JDK would put U+FFFD in place of what is none.
        return Texts.ofUtf8(URLDecoder.decode(raw, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1));
    }

    private <T> Optional<T> wrong(String name, String message) {
        errors.add(name, message);
        return Optional.empty();
    }
}
