package io.evently.message;

/** What texts of messages are made of. All but {@link #USER_NAME} and {@link #LINK} are stored with the message. */
public enum Variable {
    /** The label of the {@link Cause}. */
    CAUSE("cause", Kind.TEXT),
    /** The recipient's; read when a mail is sent, absent in what an inbox shows. */
    USER_NAME("userName", Kind.TEXT),
    EVENT_ID("eventId", Kind.TEXT),
    EVENT_NAME("eventName", Kind.TEXT),
    VENUE("venue", Kind.TEXT),
    /** As it was before. */
    OLD_VENUE("oldVenue", Kind.TEXT),
    EVENT_DATE("eventDate", Kind.TIME),
    /** As it was before. */
    OLD_DATE("oldDate", Kind.TIME),
    /** IANA, such as {@code Europe/Berlin}: in it all times are shown. */
    TIME_ZONE("timeZone", Kind.TEXT),
    BOOKING_ID("bookingId", Kind.TEXT),
    REFERENCE("reference", Kind.TEXT),
    ENTRY_ID("entryId", Kind.TEXT),
    PROMOTION_ID("promotionId", Kind.TEXT),
    QUANTITY("quantity", Kind.NUMBER),
    UNIT_PRICE("unitPrice", Kind.MONEY),
    TOTAL_AMOUNT("totalAmount", Kind.MONEY),
    /** As it was before. */
    OLD_PRICE("oldPrice", Kind.MONEY),
    /** When a hold or a promotion ends. */
    EXPIRES_AT("expiresAt", Kind.TIME),
    /** Where the recipient proves an address or chooses a password; made when a mail is sent, never stored. */
    LINK("link", Kind.LINK);

    /** How a value is stored: all are text. */
    public enum Kind {
        TEXT,
        /** Decimal digits. */
        NUMBER,
        /** Two digits after the point. */
        MONEY,
        /** ISO-8601 in UTC. */
        TIME,
        /** A URL. */
        LINK
    }

    private final String word;
    private final Kind kind;

    Variable(String word, Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    /** What templates and stored messages call it. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }
}
