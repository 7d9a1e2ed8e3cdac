package io.evently.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.message.MessageType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** The templates that come with Evently. */
final class DefaultTemplates {

    /**
     * Which words these are. To be counted up whenever they change: then the templates that no admin has edited follow,
     * and a node of the version before does not take them back.
     */
    static final int EDITION = 2;

    private static final Map<MessageType, TemplateContent> CONTENTS = new EnumMap<>(MessageType.class);
    private static final Map<MessageType, Template> TEMPLATES = new EnumMap<>(MessageType.class);

    static {
        for (MessageType type : MessageType.values()) {
            TemplateContent content = composed(read(type.label() + ".mail"));
            CONTENTS.put(type, content);
            TEMPLATES.put(type, Template.read(type, content));
        }
    }

    private DefaultTemplates() {}

    static TemplateContent content(MessageType type) {
        return CONTENTS.get(type);
    }

    static Template template(MessageType type) {
        return TEMPLATES.get(type);
    }

    /** What a mail's source stands for, in the layout of all. */
    static TemplateContent composed(String source) {
        return MailSource.composed(source, read("layout.html"));
    }

    private static String read(String name) {
        try (InputStream resource = DefaultTemplates.class.getResourceAsStream("/mails/" + name)) {
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
