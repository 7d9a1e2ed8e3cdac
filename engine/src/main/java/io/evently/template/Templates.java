package io.evently.template;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The templates in use. Thread-safe, answers from memory. */
public final class Templates {

    private static final Logger log = LoggerFactory.getLogger(Templates.class);

    /** Of templates that fail, more versions than anybody writes before looking at the log. */
    private static final int MOST_TOLD = 1_000;

    /** @param version 0: what comes with Evently, and is not stored yet */
    private record InUse(int version, TemplateContent content, Template template) {}

    private final Map<MessageType, InUse> inUse = new ConcurrentHashMap<>(Arrays.stream(MessageType.values())
            .collect(Collectors.toMap(
                    Function.identity(),
                    type -> new InUse(0, DefaultTemplates.content(type), DefaultTemplates.template(type)))));
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private Templates() {}

    /** Those that come with the engine. */
    public static Templates builtIn() {
        return new Templates();
    }

    /**
     * What an inbox shows: the subject of the cause's template, one line. Never fails: for a template that does not work
     * that which comes with Evently stands in.
     *
     * @param variables by {@link Variable#word()}, as they are stored
     */
    public String line(Cause cause, Map<String, String> variables) {
        InUse used = inUse.get(cause.type());
        try {
            return used.template().subject(cause, variables);
        } catch (RenderingFailed failed) {
            tell(cause, used, failed);
        }
        try {
            return DefaultTemplates.template(cause.type()).subject(cause, variables);
        } catch (RenderingFailed failed) {
            return "Evently: " + cause.label().replace('_', ' ').toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A mail. For a template that does not work that which comes with Evently stands in.
     *
     * @param variables the recipient's name and the link included
     * @throws RenderingFailed if neither can say it, for want of a value
     */
    public Template.Rendered mail(Cause cause, Map<String, String> variables) {
        InUse used = inUse.get(cause.type());
        try {
            return used.template().render(cause, variables);
        } catch (RenderingFailed failed) {
            tell(cause, used, failed);
            return DefaultTemplates.template(cause.type()).render(cause, variables);
        }
    }

    /** Which version of a type is in use; 0: what comes with Evently, before it is stored. */
    int version(MessageType type) {
        return inUse.get(type).version();
    }

    TemplateContent content(MessageType type) {
        return inUse.get(type).content();
    }

    void use(MessageType type, int version, TemplateContent content, Template template) {
        inUse.put(type, new InUse(version, content, template));
    }

    /** Once for each version and cause: there may be a thousand such mails a second. */
    private void tell(Cause cause, InUse used, RenderingFailed failed) {
        if (told.size() < MOST_TOLD && told.add(cause + " " + used.version())) {
            log.error(
                    "Version {} of the template {} does not work for {}: {}. That which comes with Evently stands in",
                    used.version(),
                    cause.type().label(),
                    cause.label(),
                    failed.getMessage());
        }
    }
}
