package io.evently.message;

import io.evently.event.Labelled;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The six kinds of templates of the ERD ({@code message_type} in the tables). */
public enum MessageType implements Labelled {
    WELCOME,
    BOOKING_CONFIRM,
    CANCELLATION,
    WAITLIST_JOIN,
    WAITLIST_PROMOTION,
    /** Whatever has no template of its own: it says by {@link Variable#CAUSE} what. */
    NOTIFICATION;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }

    /** What a template of this type may use: what one of its causes comes with. */
    public Set<Variable> variables() {
        EnumSet<Variable> all = EnumSet.of(Variable.CAUSE, Variable.USER_NAME);
        for (Cause cause : Cause.values()) {
            if (cause.type() == this) {
                all.addAll(cause.variables());
            }
        }
        return all;
    }
}
