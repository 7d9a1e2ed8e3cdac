package io.evently.mail;

import io.evently.event.Micros;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.mail.util.StreamProvider;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.eclipse.angus.mail.util.MailStreamProvider;

/** A mail in the form of RFC 5322: text and HTML, and a calendar object both inline and as a file. */
final class MimeMail extends MimeMessage {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    static {
        // Without a name Jakarta Mail looks through the class path for each part of a mail: two fifths of what a mail
        // cost.
        String wanted = StreamProvider.class.getName();
        if (System.getProperty(wanted) == null) {
            System.setProperty(wanted, MailStreamProvider.class.getName());
        }
    }

    private final String messageId;

    private MimeMail(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    static MimeMail of(Session session, Mail mail) throws MessagingException {
        MimeMail message = new MimeMail(session, mail.messageId());
        MailText text = mail.text();
        try {
            message.setFrom(new InternetAddress(
                    mail.from().address(),
                    mail.from().name().isEmpty() ? null : mail.from().name(),
                    UTF_8));
            message.setRecipient(
                    Message.RecipientType.TO,
                    new InternetAddress(mail.to(), mail.toName().isEmpty() ? null : mail.toName(), UTF_8));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JVM has UTF-8", e);
        }
        message.setSubject(HeaderText.clean(text.subject()), UTF_8);
        message.setSentDate(Date.from(Micros.toInstant(mail.createdAt())));
        // RFC 3834: no machine shall answer it.
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart alternatives = new MimeMultipart("alternative");
        alternatives.addBodyPart(textPart(text.text(), "plain"));
        alternatives.addBodyPart(textPart(text.html(), "html"));
        if (text.calendar() == null) {
            message.setContent(alternatives);
        } else {
            alternatives.addBodyPart(calendarPart(text));
            MimeBodyPart readable = new MimeBodyPart();
            readable.setContent(alternatives);
            message.setContent(new MimeMultipart("mixed", readable, calendarFile(text)));
        }
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart textPart(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    private static MimeBodyPart calendarPart(MailText text) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        String type = "text/calendar; charset=UTF-8; method=" + text.calendarMethod();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(text.calendar(), type)));
        part.setHeader("Content-Type", type);
        return part;
    }

    private static MimeBodyPart calendarFile(MailText text) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(text.calendar(), "application/ics")));
        part.setFileName("invite.ics");
        part.setDisposition(Part.ATTACHMENT);
        return part;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
