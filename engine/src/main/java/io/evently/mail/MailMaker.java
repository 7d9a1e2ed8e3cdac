package io.evently.mail;

import io.evently.crypto.Ciphertext;
import io.evently.crypto.PersonalField;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.event.Micros;
import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.tables.message.EmailOutboxTable.Claimed;
import io.evently.tables.message.EmailOutboxTable.Recipient;
import io.evently.tables.message.EmailRow;
import io.evently.user.EmailAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Makes mails of rows, when they are sent: to the address that the person has by then. Thread-safe. */
final class MailMaker {

    private static final Map<String, Cause> CAUSES =
            Arrays.stream(Cause.values()).collect(Collectors.toMap(Cause::label, Function.identity()));

    private final MailAddress from;
    private final UserKeys keys;
    private final MailLinks links;
    private final MailContent content;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    MailMaker(MailAddress from, UserKeys keys, MailLinks links, MailContent content, LongSupplier clock) {
        this.from = from;
        this.keys = keys;
        this.links = links;
        this.content = content;
        this.clock = clock;
    }

    /** What became of it. */
    sealed interface Made {}

    record Ready(Mail mail) implements Made {}

    /** It is not sent. */
    record Pointless(String reason) implements Made {}

    /** What it needs is not there yet. */
    record TooEarly(String reason) implements Made {}

    /** Blocks: the key may have to be read. Fails with whatever was not to be had. */
    Made make(Claimed claimed, int shard) {
        EmailRow row = claimed.row();
        Recipient recipient = claimed.recipient();
        Cause cause = CAUSES.get(row.cause());
        if (recipient == null) {
            // The tables are behind, or are made anew.
            return new TooEarly("UNKNOWN_USER");
        }
        if (cause == null) {
            // A newer node wrote it while this one is about to be replaced.
            return new TooEarly("UNKNOWN_CAUSE");
        }
        Optional<String> reason = isTooLate(cause, row) ? Optional.of("TOO_LATE") : whyNot(recipient);
        if (reason.isPresent()) {
            return new Pointless(reason.get());
        }
        Optional<UserKey> key = key(row);
        if (key.isEmpty()) {
            return new Pointless("FORGOTTEN");
        }
        Optional<EmailAddress> address =
                EmailAddress.parse(key.get().decrypt(PersonalField.EMAIL, new Ciphertext(recipient.email())));
        if (address.isEmpty()) {
            return new Pointless("NO_ADDRESS");
        }
        String link = null;
        if (cause.variables().contains(Variable.LINK)) {
            link = links.link(row);
            if (link == null) {
                return new Pointless("POINTLESS");
            }
        }
        String name =
                recipient.name() == null ? "" : key.get().decrypt(PersonalField.NAME, new Ciphertext(recipient.name()));
        String to = address.get().forMail();
        MailText text = content.text(row, name, to, link);
        return new Ready(new Mail(row.id(), shard, from, to, HeaderText.clean(name), text, row.createdAt()));
    }

    /** Whoever reads that they have until then to act, when then is over, acts for nothing. */
    private boolean isTooLate(Cause cause, EmailRow row) {
        String end = row.variables().get(Variable.EXPIRES_AT.word());
        return cause.hasWindow() && end != null && clock.getAsLong() >= Micros.of(Instant.parse(end));
    }

    private static Optional<String> whyNot(Recipient recipient) {
        if (recipient.isForgotten()) {
            return Optional.of("FORGOTTEN");
        }
        if (!recipient.isActive()) {
            return Optional.of("DEACTIVATED");
        }
        if (recipient.email() == null) {
            return Optional.of("NO_ADDRESS");
        }
        return recipient.isBounced() ? Optional.of("BOUNCED_ADDRESS") : Optional.empty();
    }

    private Optional<UserKey> key(EmailRow row) {
        try {
            return keys.find(row.userId()).join();
        } catch (CompletionException e) {
            throw new KeyUnavailable(e.getCause());
        }
    }

    /** The person's database does not answer: nothing of the mail was tried. */
    static final class KeyUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        KeyUnavailable(Throwable cause) {
            super(cause);
        }
    }
}
