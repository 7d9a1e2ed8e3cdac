package io.evently.user;

/** Every reason why a user does not get what was asked for. */
public enum UserRejection {
    /** The address belongs to somebody, or somebody is just registering with it. */
    EMAIL_TAKEN,
    /** The idempotency key was used to register with another name or password, or another spelling of the address. */
    KEY_REUSED,
    /** Wrong address or wrong password; which of them is not said. */
    INVALID_CREDENTIALS,
    /** So many log-ins to this account failed that the next has to wait; whether it exists is not said. */
    TOO_MANY_FAILURES,
    /** So many links were sent to this user of late that the next has to wait. */
    TOO_MANY_MAILS,
    DEACTIVATED,
    /** Whoever asks was forgotten. */
    FORGOTTEN,
    NOT_FOUND,
    /** Whoever asks is no admin any more. */
    FORBIDDEN,
    /** Nobody else could administer then. */
    LAST_ADMIN,
    /** What was given as the present password is not. */
    WRONG_PASSWORD,
    /** A link that was never sent, or is used, or too old, or was sent to an address that is not theirs any more. */
    INVALID_LINK,
    /** The user is not the one that was looked at; look again. */
    CHANGED_MEANWHILE,
    /** Too much to do at the moment; nothing happened. */
    BUSY,
    /** The user's journal, or that of the claim on the address, cannot be read; nothing happened to it. */
    UNREADABLE,
    /** It may or may not have happened. */
    UNKNOWN
}
