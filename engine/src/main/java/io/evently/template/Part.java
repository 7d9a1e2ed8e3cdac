package io.evently.template;

import io.evently.message.Variable;
import java.util.Locale;

/** The three texts of a template. */
enum Part {
    SUBJECT,
    HTML,
    TEXT;

    private final String field = name().toLowerCase(Locale.ROOT);

    /** As the routes call it. */
    String field() {
        return field;
    }

    String of(TemplateContent content) {
        return switch (this) {
            case SUBJECT -> content.subject();
            case HTML -> content.html();
            case TEXT -> content.text();
        };
    }

    /** An inbox shows the subject, and knows neither the name nor a link. */
    boolean mayUse(Variable variable) {
        return this != SUBJECT || (variable != Variable.USER_NAME && variable != Variable.LINK);
    }
}
