package io.evently.template;

import io.evently.event.Labelled;
import io.evently.mail.MailContent;
import io.evently.mail.MailText;
import io.evently.message.Calendars;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.tables.message.EmailRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Mails by the templates in use, with an entry for the calendar where there is a booking. */
public final class TemplateMails implements MailContent {

    private final Templates templates;
    private final Calendars.Party organizer;

    /**
     * @param senderName may be empty
     * @param senderAddress whom an entry of a calendar names as its organizer
     */
    public TemplateMails(Templates templates, String senderName, String senderAddress) {
        this.templates = templates;
        this.organizer = party(senderName, senderAddress);
    }

    @Override
    public MailText text(EmailRow row, String userName, String address, String link) {
        Cause cause = Labelled.of(Cause.class, row.cause());
        Map<String, String> variables = new HashMap<>(row.variables());
        variables.put(Variable.USER_NAME.word(), userName);
        variables.put(Variable.LINK.word(), link);
        Template.Rendered rendered = templates.mail(cause, variables);
        Optional<Calendars.Attachment> entry = Calendars.of(
                cause, row.variables(), row.createdAt(), row.factNo(), null, organizer, party(userName, address));
        return new MailText(
                rendered.subject(),
                rendered.html(),
                rendered.text(),
                entry.map(Calendars.Attachment::calendar).orElse(null),
                entry.map(Calendars.Attachment::method).orElse(null));
    }

    /** A calendar shows the address of who has no name. */
    private static Calendars.Party party(String name, String address) {
        return new Calendars.Party(name == null || name.isBlank() ? null : name, address);
    }
}
