package io.evently.mail;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How mails of a database are sent ({@code evently.mail}).
 *
 * @param senders threads for each database
 * @param batch mails that a thread takes at once, at most
 * @param every how often a database without mails is looked at
 * @param lease how long nobody else sends a mail that somebody has taken
 * @param reserve what must be left of the lease when a mail is begun
 * @param figuresEvery how often what waits is counted
 * @param longestRest how long mails without a window give way to a sale
 */
record MailPace(
        int senders,
        int batch,
        Duration every,
        Duration lease,
        Duration reserve,
        Duration figuresEvery,
        Duration longestRest) {

    static MailPace of(Config mail) {
        Duration lease = mail.getDuration("lease");
        return new MailPace(
                mail.getInt("senders"),
                mail.getInt("batch"),
                mail.getDuration("every"),
                lease,
                lease.dividedBy(2),
                mail.getDuration("figures-every"),
                mail.getDuration("longest-rest"));
    }
}
