package io.evently.mail;

import io.evently.tables.message.EmailRow;

/** Makes the texts of mails. Thread-safe, and from memory. */
public interface MailContent {

    /**
     * @param userName the recipient's
     * @param address where the mail goes: an invitation names who is invited
     * @param link null: its cause comes with none
     */
    MailText text(EmailRow row, String userName, String address, String link);
}
