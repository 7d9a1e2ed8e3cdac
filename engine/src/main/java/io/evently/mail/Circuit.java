package io.evently.mail;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a provider takes mails just now. After some failures in a row it gets none for a while, then one to try, and all
 * again when it has taken that. Thread-safe.
 */
final class Circuit {

    private static final Logger log = LoggerFactory.getLogger(Circuit.class);

    /** As many threads may fail at the same moment for the same small reason. */
    private static final int FAILURES = 4;

    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String provider;
    private final LongSupplier nanos;
    private int failures;
    private Duration pause = FIRST_PAUSE;
    private boolean isOpen;
    private long openSince;
    private long nextTry;

    Circuit(String provider, LongSupplier nanos) {
        this.provider = provider;
        this.nanos = nanos;
    }

    /** Whether it gets no mails, but one to try now and then. */
    synchronized boolean isOpen() {
        return isOpen;
    }

    /**
     * How many mails may be taken to it, of those that somebody would take: all, none, or one to try. Who got one and has
     * none to try says nothing; the next try comes a pause later.
     */
    synchronized int allowed(int wanted) {
        if (!isOpen) {
            return wanted;
        }
        if (nanos.getAsLong() - nextTry < 0) {
            return 0;
        }
        nextTry = nanos.getAsLong() + pause.toNanos();
        return Math.min(1, wanted);
    }

    /** How long until it is tried again. */
    synchronized Duration rest() {
        return isOpen ? Duration.ofNanos(Math.max(0, nextTry - nanos.getAsLong())) : Duration.ZERO;
    }

    synchronized void succeeded() {
        failures = 0;
        if (isOpen) {
            isOpen = false;
            pause = FIRST_PAUSE;
            log.info(
                    "The mail provider ({}) takes mails again, after {} s",
                    provider,
                    Duration.ofNanos(nanos.getAsLong() - openSince).toSeconds());
        }
    }

    /** @param failure says something of the provider, not of one mail */
    synchronized void failed(MailFailure failure) {
        failures++;
        boolean isAsked = !failure.pause().isZero();
        if (isOpen) {
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        } else if (failures >= FAILURES || isAsked) {
            isOpen = true;
            openSince = nanos.getAsLong();
            pause = FIRST_PAUSE;
            log.warn("Mails wait: their provider ({}) does not take them: {}", provider, failure.getMessage());
        }
        if (isOpen) {
            Duration longer = failure.pause().compareTo(pause) > 0 ? failure.pause() : pause;
            nextTry = nanos.getAsLong() + longer.toNanos();
        }
    }
}
