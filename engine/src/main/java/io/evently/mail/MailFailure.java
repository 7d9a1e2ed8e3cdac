package io.evently.mail;

import java.time.Duration;

/** A provider did not take a mail. The message is a code and words without personal data. */
final class MailFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    enum Kind {
        /** It never takes this mail. */
        REFUSED,
        /** It never takes a mail to this address. */
        BAD_ADDRESS,
        /** It takes this mail later, perhaps. */
        LATER,
        /** It broke off while it was given the mail: nobody knows whether it took it. */
        BROKEN_OFF,
        /** It takes no mail at all; this one was not offered. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final Duration pause;

    MailFailure(Kind kind, String reason) {
        this(kind, reason, Duration.ZERO);
    }

    /** @param pause how long the provider wants to hear nothing */
    MailFailure(Kind kind, String reason, Duration pause) {
        // No cause: its text may quote an address.
        super(reason, null, false, false);
        this.kind = kind;
        this.pause = pause;
    }

    Kind kind() {
        return kind;
    }

    Duration pause() {
        return pause;
    }

    /** Whether it says something of the provider as a whole. */
    boolean isOfProvider() {
        return kind == Kind.BROKEN_OFF || kind == Kind.UNAVAILABLE || !pause.isZero();
    }
}
