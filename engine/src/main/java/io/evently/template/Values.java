package io.evently.template;

import io.evently.message.Cause;
import io.evently.message.LocalTimes;
import io.evently.message.Variable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The variables of one message as a template sees them: clean, and as people read them. Each is made when it is first
 * asked for, since a subject shows one or two. Every variable there is has an entry; what the message does not have is
 * null. Not thread-safe.
 */
final class Values extends AbstractMap<String, Object> {

    /** Under this name a template finds who watches what it shows. No template can say it. */
    static final String WATCH = "\0watch";

    private static final Map<String, Variable> VARIABLES =
            Arrays.stream(Variable.values()).collect(Collectors.toMap(Variable::word, Function.identity()));

    /** Hears which variables a template shows. */
    @FunctionalInterface
    interface Watch {
        void sees(String variable);
    }

    private final Map<String, String> given;
    private final Locale language;
    private final Watch watch;
    private final Map<String, Object> made = new HashMap<>();

    /** @param given by {@link Variable#word()}, as {@link Variable.Kind} says it is stored */
    Values(Map<String, String> given, Locale language, Watch watch) {
        this.given = given;
        this.language = language;
        this.watch = watch;
    }

    /** The same for a message of that cause. */
    static Values of(Cause cause, Map<String, String> given, Locale language) {
        Map<String, String> all = new HashMap<>(given);
        all.put(Variable.CAUSE.word(), cause.label());
        return new Values(all, language, null);
    }

    @Override
    public boolean containsKey(Object word) {
        return word instanceof String name && VARIABLES.containsKey(name);
    }

    /** @throws RenderingFailed if what was given is none of its kind */
    @Override
    public Object get(Object word) {
        if (WATCH.equals(word)) {
            return watch;
        }
        Variable variable = word instanceof String name ? VARIABLES.get(name) : null;
        return variable == null ? null : made.computeIfAbsent(variable.word(), each -> shown(variable));
    }

    private Object shown(Variable variable) {
        String value = given.get(variable.word());
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return switch (variable.kind()) {
                case TEXT, MONEY, LINK -> CleanText.value(value);
                case NUMBER -> Long.valueOf(value);
                case TIME -> LocalTimes.text(Instant.parse(value), given.get(Variable.TIME_ZONE.word()), language);
            };
        } catch (DateTimeException | NumberFormatException wrong) {
            throw new RenderingFailed("%s is no %s".formatted(variable.word(), variable.kind()));
        }
    }

    /** Pebble never asks for it. */
    @Override
    public Set<Entry<String, Object>> entrySet() {
        throw new UnsupportedOperationException();
    }
}
