package io.evently.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The pages below {@code engine/docs/mails}: each mail that comes with Evently, and one in a language from right to left. */
final class MailPages {

    private MailPages() {}

    /** Each page by its file's name. */
    static Map<String, String> all() {
        Map<String, String> pages = new TreeMap<>();
        for (Cause cause : Cause.values()) {
            Template template = DefaultTemplates.template(cause.type());
            Template.Rendered rendered = template.render(cause, Samples.of(cause));
            pages.put(cause.type().label() + "." + cause.label() + ".html", rendered.html());
            pages.put(
                    cause.type().label() + "." + cause.label() + ".txt",
                    "Subject: " + rendered.subject() + "\n\n" + rendered.text());
        }
        pages.put("waitlist_promotion.promoted.he.html", hebrew().html());
        return pages;
    }

    /** The offer of seats in Hebrew. */
    static Template.Rendered hebrew() {
        Map<String, String> variables = Samples.of(Cause.PROMOTED);
        variables.put(Variable.USER_NAME.word(), "עדה לאבלייס");
        variables.put(Variable.EVENT_NAME.word(), "קונצרט ליל הקיץ");
        variables.put(Variable.VENUE.word(), "היכל התרבות, תל אביב");
        variables.put(Variable.TIME_ZONE.word(), "Asia/Jerusalem");
        return Template.checked(MessageType.WAITLIST_PROMOTION, source("waitlist_promotion.he.mail"))
                .render(Cause.PROMOTED, variables);
    }

    private static TemplateContent source(String name) {
        try (InputStream resource = MailPages.class.getResourceAsStream("/mails/" + name)) {
            return DefaultTemplates.composed(new String(resource.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the pages; {@code pictures.sh} beside them makes pictures of them. */
    public static void main(String[] folder) throws IOException {
        for (Map.Entry<String, String> page : all().entrySet()) {
            Files.writeString(Path.of(folder[0], page.getKey()), page.getValue());
        }
    }
}
