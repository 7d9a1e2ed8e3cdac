package io.evently.mail;

import io.evently.mail.MailFailure.Kind;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** One connection to a mail server, kept open from mail to mail. Not thread-safe. */
final class SmtpSender implements MailProvider.Sender {

    /** Servers end a connection that is silent for long; asking costs a round trip. */
    private static final long ASK_AFTER = TimeUnit.SECONDS.toNanos(5);

    private static final int CLOSING = 421;

    private final SmtpUrl url;
    private final Session session;
    private final Session unicodeSession;
    private SMTPTransport transport;
    private boolean isUnicode;
    private long usedAt;

    SmtpSender(SmtpUrl url, Session session, Session unicodeSession) {
        this.url = url;
        this.session = session;
        this.unicodeSession = unicodeSession;
    }

    @Override
    public String send(Mail mail) throws MailFailure {
        // Angus finds what writes the parts of a mail by the thread's class loader.
        Thread.currentThread().setContextClassLoader(SmtpSender.class.getClassLoader());
        connect(mail.hasUnicodeAddress());
        if (mail.hasUnicodeAddress() && !transport.supportsExtension("SMTPUTF8")) {
            throw new MailFailure(Kind.REFUSED, "SMTPUTF8: the mail server takes no address that is not ASCII");
        }
        try {
            MimeMail message = MimeMail.of(isUnicode ? unicodeSession : session, mail);
            transport.sendMessage(message, message.getAllRecipients());
            usedAt = System.nanoTime();
            return null;
        } catch (SendFailedException e) {
            throw refused(e, mail);
        } catch (MessagingException | IllegalStateException e) {
            close();
            throw new MailFailure(Kind.BROKEN_OFF, "SMTP: " + ProviderAnswer.cleaned(rootOf(e), mail));
        }
    }

    private void connect(boolean unicode) throws MailFailure {
        if (transport != null && (unicode != isUnicode || !isAlive())) {
            close();
        }
        if (transport != null) {
            return;
        }
        try {
            SMTPTransport fresh = (SMTPTransport) (unicode ? unicodeSession : session).getTransport("smtp");
            fresh.connect(url.host(), url.port(), url.user(), url.password());
            transport = fresh;
            isUnicode = unicode;
            usedAt = System.nanoTime();
        } catch (AuthenticationFailedException e) {
            throw new MailFailure(Kind.UNAVAILABLE, "SMTP: it refuses our user or password");
        } catch (MessagingException | IllegalStateException e) {
            throw new MailFailure(Kind.UNAVAILABLE, "SMTP: " + ProviderAnswer.cleaned(rootOf(e), null));
        }
    }

    private boolean isAlive() {
        return System.nanoTime() - usedAt < ASK_AFTER || transport.isConnected();
    }

    private MailFailure refused(SendFailedException failure, Mail mail) {
        int code = -1;
        Exception told = failure;
        boolean isOfRecipient = false;
        boolean isOfSender = false;
        for (Exception each = failure; each instanceof MessagingException part; each = part.getNextException()) {
            if (each instanceof SMTPAddressFailedException address) {
                code = address.getReturnCode();
                isOfRecipient = true;
                told = each;
                break;
            }
            if (each instanceof SMTPSenderFailedException sender) {
                code = sender.getReturnCode();
                isOfSender = true;
                told = each;
            } else if (each instanceof SMTPSendFailedException command && code < 0) {
                code = command.getReturnCode();
                isOfSender =
                        command.getCommand() != null && command.getCommand().startsWith("MAIL");
                told = each;
            }
        }
        String reason = "SMTP " + (code < 0 ? "" : code + " ") + ProviderAnswer.cleaned(told.getMessage(), mail);
        if (code < 0) {
            close();
            return new MailFailure(Kind.BROKEN_OFF, reason);
        }
        if (code == CLOSING || isOfSender || ProviderAnswer.blamesSender(told.getMessage())) {
            close();
            return new MailFailure(Kind.UNAVAILABLE, reason);
        }
        if (code / 100 != 5) {
            return new MailFailure(Kind.LATER, reason);
        }
        boolean isAddress = isOfRecipient && ProviderAnswer.blamesAddress(told.getMessage());
        return new MailFailure(isAddress ? Kind.BAD_ADDRESS : Kind.REFUSED, reason);
    }

    private static String rootOf(Exception failure) {
        Throwable root = failure;
        while (root instanceof MessagingException part && part.getNextException() != null) {
            root = part.getNextException();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    @Override
    public void close() {
        if (transport == null) {
            return;
        }
        try {
            transport.close();
        } catch (MessagingException e) {
            // The connection is gone, which is what was wanted.
            usedAt = 0;
        }
        transport = null;
    }
}
