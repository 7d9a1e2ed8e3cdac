package io.evently.routes;

import io.evently.event.EventCommand.IfMatch;
import io.evently.http.format.Money;
import io.evently.http.format.Prose;
import io.evently.http.read.JsonBody;
import io.evently.http.route.Input;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.template.TemplateContent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What admins send about templates. Whether it is one is found out later: it takes longer than reading. */
final class TemplateBodies {

    private static final int LONGEST_SUBJECT = 300;
    /** A request of 64 KiB holds no longer one. */
    private static final int LONGEST_TEXT = 64 * 1024;

    private static final int LONGEST_LANGUAGE = 35;
    private static final int LONGEST_VALUE = 2_000;
    private static final int LARGEST_NUMBER = 1_000_000;

    private TemplateBodies() {}

    /** @param content its language may be null */
    record Change(TemplateContent content, IfMatch ifMatch) {}

    /**
     * What would be seen.
     *
     * @param content null where it is what is in use
     * @param values of the sample; null: it has none
     */
    record Preview(TemplateContent content, Optional<Cause> cause, Map<String, String> values) {}

    static Change change(Input input) {
        JsonBody body = input.body();
        return new Change(
                new TemplateContent(
                        words(body, "subject", body.requiredProse("subject", 1, LONGEST_SUBJECT)),
                        words(body, "html", body.requiredProse("html", 1, LONGEST_TEXT)),
                        words(body, "text", body.requiredProse("text", 1, LONGEST_TEXT)),
                        language(body)),
                input.ifMatch().orElse(IfMatch.ANY));
    }

    static Preview preview(Input input) {
        JsonBody body = input.body();
        TemplateContent content = new TemplateContent(
                words(
                        body,
                        "subject",
                        body.optionalProse("subject", 1, LONGEST_SUBJECT).orElse(null)),
                words(body, "html", body.optionalProse("html", 1, LONGEST_TEXT).orElse(null)),
                words(body, "text", body.optionalProse("text", 1, LONGEST_TEXT).orElse(null)),
                language(body));
        Map<String, String> values = new HashMap<>();
        Optional<Cause> cause = body.optionalObject("variables", variables -> {
                    for (Variable each : Variable.values()) {
                        value(variables, each, values);
                    }
                    return variables.optionalChoice(Variable.CAUSE.word(), Cause.class);
                })
                .flatMap(chosen -> chosen);
        return new Preview(content, cause, values);
    }

    /** What is empty was refused already. */
    private static String words(JsonBody body, String field, String words) {
        if (words != null && !words.isEmpty() && Prose.isBlank(words)) {
            body.refuse(field, "must not be blank");
        }
        return words;
    }

    private static String language(JsonBody body) {
        return body.optionalText("language", 2, LONGEST_LANGUAGE).orElse(null);
    }

    private static void value(JsonBody body, Variable variable, Map<String, String> values) {
        String word = variable.word();
        if (variable == Variable.CAUSE) {
            return;
        }
        if (body.clears(word)) {
            values.put(word, null);
            return;
        }
        Optional<String> value =
                switch (variable.kind()) {
                    case TEXT, LINK -> body.optionalText(word, 1, LONGEST_VALUE);
                    case NUMBER -> body.optionalInt(word, 0, LARGEST_NUMBER).map(String::valueOf);
                    case MONEY -> body.optionalMoney(word).map(Money::format);
                    case TIME -> body.optionalTime(word).map(Instant::toString);
                };
        value.ifPresent(each -> values.put(word, each));
    }
}
