package io.evently.mail;

import io.evently.database.PrivateFile;
import io.evently.mail.MailFailure.Kind;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder, where no mail server is configured: each mail is a file that mail clients open. The newest ones stay for a week. */
final class FolderProvider implements MailProvider, MailProvider.Sender {

    private static final Logger log = LoggerFactory.getLogger(FolderProvider.class);

    /** More than anybody looks at, and some 200 MB. */
    private static final int MOST = 10_000;

    private static final Duration LONGEST = Duration.ofDays(7);

    private final Path folder;
    private final KeptMails kept;
    private final Session session;

    FolderProvider(Path folder) {
        this.folder = folder;
        this.kept = new KeptMails(folder, MOST, LONGEST, Clock.systemUTC());
        Properties settings = new Properties();
        settings.put("mail.mime.allowutf8", "true");
        this.session = Session.getInstance(settings);
        log.info(
                "No mail server is set (EVENTLY_SMTP_URL, EVENTLY_SENDGRID_KEY): mails go to {} as .eml, where the"
                        + " newest {} stay for {} days",
                folder,
                MOST,
                LONGEST.toDays());
    }

    @Override
    public String label() {
        return "file";
    }

    @Override
    public Sender open() {
        return this;
    }

    /** Written beside and renamed, so that nobody sees half a mail. Not forced to disk: the journal needs the disk more. */
    @Override
    public String send(Mail mail) throws MailFailure {
        Thread.currentThread().setContextClassLoader(FolderProvider.class.getClassLoader());
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                PrivateFile.setMode(folder, "rwx------");
            }
            // Nobody but its owner may read it.
            Path draft = Files.createTempFile(folder, mail.id().toString(), ".new");
            try (OutputStream out = Files.newOutputStream(draft)) {
                MimeMail.of(session, mail).writeTo(out);
            }
            Files.move(
                    draft,
                    folder.resolve(mail.id() + ".eml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return null;
        } catch (IOException | MessagingException e) {
            throw new MailFailure(
                    Kind.UNAVAILABLE,
                    "FOLDER: " + ProviderAnswer.cleaned(e.getClass().getSimpleName(), mail));
        }
    }

    @Override
    public void tidy(Function<Set<UUID>, Set<UUID>> forgotten) {
        try {
            kept.tidy(forgotten);
        } catch (IOException | RuntimeException e) {
            log.warn("Old mails stay in {} until they can be removed: {}", folder, e.toString());
        }
    }

    @Override
    public void close() {
        // It holds nothing open.
    }
}
