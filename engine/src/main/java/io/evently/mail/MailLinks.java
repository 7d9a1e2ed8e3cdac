package io.evently.mail;

import io.evently.tables.message.EmailRow;

/** Makes the links that mails bring. Called on a thread that may block. */
public interface MailLinks {

    /**
     * The link of a mail whose cause comes with one.
     *
     * @return null: by now the mail is pointless, and is not sent
     */
    String link(EmailRow row);
}
