package io.evently.webhook;

/** Why a message did not arrive. The names are shown and kept. */
public enum WebhookFailure {
    /** The address, or one that the name stands for, is not one that may be told. */
    ADDRESS_REFUSED,
    NAME_NOT_FOUND,
    NOT_CONNECTED,
    /** No certificate of that name that we trust, or no TLS at all. */
    TLS_FAILED,
    TIMED_OUT,
    /** It went away without an answer, or answered what is no HTTP. */
    CONNECTION_CLOSED,
    /** 3xx: nobody is sent on. */
    REDIRECTED,
    /** 410: it does not want to hear any more. */
    GONE,
    /** Any other answer than 2xx. */
    REFUSED,
    /** The webhook was switched off before. */
    SWITCHED_OFF;

    /** Whether the receiver may be away: others should not wait for it. */
    boolean isSilence() {
        return this != REDIRECTED && this != GONE && this != REFUSED && this != SWITCHED_OFF;
    }
}
