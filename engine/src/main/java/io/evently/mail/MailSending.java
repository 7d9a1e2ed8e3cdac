package io.evently.mail;

import io.evently.mail.MailFailure.Kind;
import io.evently.mail.MailMaker.Pointless;
import io.evently.mail.MailMaker.Ready;
import io.evently.mail.MailMaker.TooEarly;
import io.evently.tables.message.EmailOutboxTable.Claimed;
import io.evently.tables.message.EmailOutboxTable.Outcome;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one mail that was taken, and says what became of it. One thread's. */
final class MailSending {

    private static final Logger log = LoggerFactory.getLogger(MailSending.class);

    private static final String PENDING = "pending";

    private static final String FAILED = "failed";

    private final int shard;
    private final MailProvider provider;
    private final MailMaker maker;
    private final Circuit circuit;
    private final RetryPause pauses;
    private final MailMetrics metrics;

    MailSending(
            int shard,
            MailProvider provider,
            MailMaker maker,
            Circuit circuit,
            RetryPause pauses,
            MailMetrics metrics) {
        this.shard = shard;
        this.provider = provider;
        this.maker = maker;
        this.circuit = circuit;
        this.pauses = pauses;
        this.metrics = metrics;
    }

    /** Never fails: what goes wrong puts the mail off. */
    Outcome send(MailProvider.Sender sender, Claimed claimed) {
        if (claimed.isOver()) {
            metrics.count(shard, MailMetrics.Result.FAILED);
            // What went wrong last says more than that its time is up.
            return ended(claimed, FAILED, claimed.attempts() == 0 ? "GAVE_UP" : null, false);
        }
        MailMaker.Made made;
        try {
            made = maker.make(claimed, shard);
        } catch (MailMaker.KeyUnavailable e) {
            return later(claimed, null, null, false, Circuit.FIRST_PAUSE);
        } catch (RuntimeException e) {
            log.error("Mail {} cannot be made; it is tried again", claimed.row().id(), e);
            return later(claimed, null, defect(e), true, pause(claimed));
        }
        if (made instanceof Pointless pointless) {
            metrics.count(shard, MailMetrics.Result.FAILED);
            return ended(claimed, FAILED, pointless.reason(), false);
        }
        if (made instanceof TooEarly early) {
            return later(claimed, null, early.reason(), true, pause(claimed));
        }
        return send(sender, claimed, ((Ready) made).mail());
    }

    private Outcome send(MailProvider.Sender sender, Claimed claimed, Mail mail) {
        long start = System.nanoTime();
        try {
            String providerId = sender.send(mail);
            metrics.took(Duration.ofNanos(System.nanoTime() - start));
            circuit.succeeded();
            metrics.count(shard, MailMetrics.Result.SENT);
            return sent(claimed, mail, providerId);
        } catch (MailFailure failure) {
            return failed(claimed, failure);
        } catch (RuntimeException e) {
            log.error("Mail {} cannot be sent; it is tried again", mail.id(), e);
            return later(claimed, null, defect(e), true, pause(claimed));
        }
    }

    private Outcome failed(Claimed claimed, MailFailure failure) {
        if (failure.isOfProvider()) {
            circuit.failed(failure);
        } else {
            circuit.succeeded();
        }
        return switch (failure.kind()) {
            case REFUSED -> {
                metrics.count(shard, MailMetrics.Result.FAILED);
                yield ended(claimed, FAILED, failure.getMessage(), true);
            }
            case BAD_ADDRESS -> {
                metrics.count(shard, MailMetrics.Result.BOUNCED);
                yield ended(claimed, "bounced", failure.getMessage(), true);
            }
            case LATER, BROKEN_OFF -> {
                metrics.count(shard, MailMetrics.Result.RETRIED);
                Duration asked = failure.kind() == Kind.LATER ? failure.pause() : Duration.ZERO;
                // Who is told to wait has not been refused: the provider's own word goes for all.
                Duration wait = asked.isZero() ? pause(claimed) : asked;
                yield later(claimed, provider.label(), failure.getMessage(), true, wait);
            }
            case UNAVAILABLE ->
                // It was not offered, and it may go as soon as the provider is back.
                later(claimed, provider.label(), failure.getMessage(), false, pauses.jittered(Circuit.FIRST_PAUSE));
        };
    }

    /** For a mail that is not tried now. */
    Outcome putBack(Claimed claimed) {
        Duration rest = circuit.rest();
        return later(claimed, null, null, false, rest.isZero() ? rest : pauses.jittered(rest));
    }

    private Duration pause(Claimed claimed) {
        return pauses.after(claimed.attempts() + 1);
    }

    private Outcome sent(Claimed claimed, Mail mail, String providerId) {
        Map<String, String> metadata = providerId == null
                ? Map.of("messageId", mail.messageId())
                : Map.of("messageId", mail.messageId(), "providerId", HeaderText.clean(providerId));
        return new Outcome(
                mail.id(), "sent", provider.label(), claimed.recipient().email(), null, metadata, true, Duration.ZERO);
    }

    private static String defect(RuntimeException defect) {
        return "DEFECT " + defect.getClass().getSimpleName();
    }

    /** @param isOffered whether the provider saw it: then the log says to which address it was */
    private Outcome ended(Claimed claimed, String status, String reason, boolean isOffered) {
        return new Outcome(
                claimed.row().id(),
                status,
                isOffered ? provider.label() : null,
                isOffered ? claimed.recipient().email() : null,
                reason,
                Map.of(),
                isOffered,
                Duration.ZERO);
    }

    private static Outcome later(Claimed claimed, String asked, String reason, boolean attempted, Duration wait) {
        return new Outcome(claimed.row().id(), PENDING, asked, null, reason, Map.of(), attempted, wait);
    }
}
