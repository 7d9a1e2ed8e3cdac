package io.evently.template;

import io.evently.message.Cause;
import io.evently.message.Variable;
import java.util.Map;

/** The templates in use. Thread-safe, answers from memory. */
public final class Templates {

    private Templates() {}

    /** Those that come with the engine. */
    public static Templates builtIn() {
        return new Templates();
    }

    /**
     * What an inbox shows: the subject of the cause's template, one line.
     *
     * @param variables by {@link Variable#word()}, as they are stored
     */
    public String line(Cause cause, Map<String, String> variables) {
        String event = variables.getOrDefault(Variable.EVENT_NAME.word(), "");
        return event.isEmpty() ? cause.label() : cause.label() + ": " + event;
    }
}
