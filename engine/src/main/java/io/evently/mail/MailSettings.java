package io.evently.mail;

import com.typesafe.config.Config;
import io.evently.database.StartupRefused;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whereby mails go, as an operator set it.
 *
 * @param from whom they come from
 * @param smtp empty: not by SMTP
 * @param sendGridKey empty: not by SendGrid; with neither they go into a folder
 * @param reports the key (public, as SendGrid shows it) by which SendGrid signs what it reports; empty: it does not
 */
public record MailSettings(
        MailAddress from, Optional<SmtpUrl> smtp, Optional<String> sendGridKey, Optional<SendGridSignature> reports) {

    /**
     * Checks what was set.
     *
     * @param from empty: not set
     * @param smtpUrl empty: not set
     * @param sendGridKey empty: not set
     * @param webhookKey empty: not set
     * @throws StartupRefused with a sentence for the operator, which repeats no secret
     */
    public static MailSettings of(
            String from, Optional<String> smtpUrl, Optional<String> sendGridKey, String webhookKey) {
        if (smtpUrl.isPresent() && sendGridKey.isPresent()) {
            throw new StartupRefused("EVENTLY_SMTP_URL and EVENTLY_SENDGRID_KEY are both set, and a mail can go by one"
                    + " of them only.");
        }
        if (from.isEmpty() && (smtpUrl.isPresent() || sendGridKey.isPresent())) {
            throw new StartupRefused("EVENTLY_MAIL_FROM must be set, too, where mails are sent: the address that they"
                    + " come from, as in Evently <no-reply@example.com>.");
        }
        MailAddress sender = from.isEmpty()
                ? MailAddress.NOBODY
                : MailAddress.parse(from)
                        .orElseThrow(() -> new StartupRefused("EVENTLY_MAIL_FROM is no e-mail address, which is written"
                                + " no-reply@example.com or Evently <no-reply@example.com>."));
        if (sendGridKey
                        .filter(key -> key.chars().allMatch(c -> c > ' ' && c < 0x7f))
                        .isEmpty()
                && sendGridKey.isPresent()) {
            throw new StartupRefused("EVENTLY_SENDGRID_KEY is no key of SendGrid's.");
        }
        return new MailSettings(
                sender,
                smtpUrl.map(SmtpUrl::parse),
                sendGridKey,
                webhookKey.isEmpty() ? Optional.empty() : Optional.of(SendGridSignature.of(webhookKey)));
    }

    /** The name of the sender; may be empty. */
    public String senderName() {
        return from.name();
    }

    public String senderAddress() {
        return from.address();
    }

    /** @param dataFolder where the folder of mails is made, if they go by nothing else */
    MailProvider provider(Config mail, Path dataFolder) {
        Duration connect = mail.getDuration("connect-timeout");
        Duration read = mail.getDuration("read-timeout");
        if (smtp.isPresent()) {
            return new SmtpProvider(smtp.get(), from.domain(), connect, read, null);
        }
        return sendGridKey.isPresent()
                ? new SendGridProvider(URI.create(mail.getString("sendgrid-url")), sendGridKey.get(), connect, read)
                : new FolderProvider(dataFolder.resolve("mail"));
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "MailSettings[by " + (smtp.isPresent() ? smtp.get() : sendGridKey.isPresent() ? "SendGrid" : "folder")
                + "]";
    }
}
