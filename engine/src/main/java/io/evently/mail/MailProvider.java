package io.evently.mail;

import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Takes mails to where they go on. Thread-safe. */
interface MailProvider {

    /** A word of the enum {@code email_provider}. */
    String label();

    /** A connection of one thread's; none is made before the first mail. */
    Sender open();

    /**
     * Removes what need not be kept. Called once a minute, on a thread that may block.
     *
     * @param forgotten of these mails, those to people who were forgotten
     */
    default void tidy(Function<Set<UUID>, Set<UUID>> forgotten) {}

    /** Ends what the provider has of its own. */
    default void close() {}

    /** Sends one mail after the other. */
    interface Sender extends AutoCloseable {

        /**
         * Returns when the provider has taken the mail.
         *
         * @return what the provider calls it; null: nothing
         */
        String send(Mail mail) throws MailFailure;

        @Override
        void close();
    }
}
