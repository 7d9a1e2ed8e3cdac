package io.evently.mail;

import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** A mail server. Its certificate must be of a known authority, and of its name. */
final class SmtpProvider implements MailProvider {

    private final SmtpUrl url;
    private final Session session;
    private final Session unicodeSession;

    /**
     * @param client how this machine names itself
     * @param sockets for TLS, which look at the server themselves; null: those of the JVM
     */
    SmtpProvider(SmtpUrl url, String client, Duration connect, Duration read, SSLSocketFactory sockets) {
        this.url = url;
        this.session = session(url, client, connect, read);
        Properties settings = session.getProperties();
        settings.put("mail.smtp.ssl.checkserveridentity", Boolean.toString(sockets == null));
        if (sockets != null) {
            settings.put("mail.smtp.ssl.socketFactory", sockets);
            settings.put("mail.smtp.ssl.socketFactory.fallback", "false");
        }
        Properties unicode = new Properties();
        unicode.putAll(settings);
        unicode.put("mail.mime.allowutf8", "true");
        this.unicodeSession = Session.getInstance(unicode);
    }

    static Session session(SmtpUrl url, String client, Duration connect, Duration read) {
        Properties settings = new Properties();
        settings.put("mail.smtp.localhost", client);
        settings.put("mail.smtp.socketFactory", new PromptSockets());
        settings.put("mail.smtp.socketFactory.fallback", "false");
        settings.put("mail.smtp.connectiontimeout", Long.toString(connect.toMillis()));
        settings.put("mail.smtp.timeout", Long.toString(read.toMillis()));
        settings.put("mail.smtp.writetimeout", Long.toString(read.toMillis()));
        settings.put("mail.smtp.auth", Boolean.toString(url.user() != null));
        settings.put("mail.smtp.ssl.enable", Boolean.toString(url.isTls()));
        settings.put("mail.smtp.starttls.enable", Boolean.toString(!url.isTls()));
        settings.put("mail.smtp.starttls.required", Boolean.toString(url.mustStartTls()));
        settings.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        settings.put("mail.smtp.quitwait", "false");
        return Session.getInstance(settings);
    }

    @Override
    public String label() {
        return "smtp";
    }

    @Override
    public Sender open() {
        return new SmtpSender(url, session, unicodeSession);
    }
}
