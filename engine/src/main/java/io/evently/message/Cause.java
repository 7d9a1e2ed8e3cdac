package io.evently.message;

import static io.evently.message.Variable.BOOKING_ID;
import static io.evently.message.Variable.ENTRY_ID;
import static io.evently.message.Variable.EVENT_DATE;
import static io.evently.message.Variable.EVENT_ID;
import static io.evently.message.Variable.EVENT_NAME;
import static io.evently.message.Variable.EXPIRES_AT;
import static io.evently.message.Variable.LINK;
import static io.evently.message.Variable.OLD_DATE;
import static io.evently.message.Variable.OLD_PRICE;
import static io.evently.message.Variable.OLD_VENUE;
import static io.evently.message.Variable.PROMOTION_ID;
import static io.evently.message.Variable.QUANTITY;
import static io.evently.message.Variable.REFERENCE;
import static io.evently.message.Variable.TIME_ZONE;
import static io.evently.message.Variable.TOTAL_AMOUNT;
import static io.evently.message.Variable.UNIT_PRICE;
import static io.evently.message.Variable.VENUE;

import io.evently.event.Labelled;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Why somebody is told something. */
public enum Cause implements Labelled {
    /** With a link that proves the address. */
    WELCOME(MessageType.WELCOME, Topic.ACCOUNT, LINK),
    /** With a link that proves the new address; a mail only. */
    ADDRESS_CHANGED(MessageType.NOTIFICATION, Topic.ACCOUNT, LINK),
    /** At the address of before, without a link; a mail only. */
    ADDRESS_LEFT(MessageType.NOTIFICATION, Topic.ACCOUNT),
    /** With a link where a new one is chosen; a mail only. */
    PASSWORD_RESET(MessageType.NOTIFICATION, Topic.ACCOUNT, LINK),
    /** By whoever knew it, or by such a link; without a link, a mail only. */
    PASSWORD_CHANGED(MessageType.NOTIFICATION, Topic.ACCOUNT),
    BOOKING_CONFIRMED(MessageType.BOOKING_CONFIRM, Topic.BOOKING, Of.BOOKING),
    BOOKING_CANCELLED(MessageType.CANCELLATION, Topic.BOOKING, Of.BOOKING),
    /** A hold is about to run out. */
    HOLD_ENDING(MessageType.NOTIFICATION, Topic.BOOKING, Of.BOOKING, EXPIRES_AT),
    /** To all who have a booking or wait. A booking has the words of a booking, others have none of them. */
    EVENT_CANCELLED(MessageType.CANCELLATION, Topic.EVENT, Of.BOOKING),
    /** To all who have a booking or wait; with the old venue, too, if that has changed at the same time. */
    DATE_CHANGED(MessageType.NOTIFICATION, Topic.EVENT, Of.BOOKING, OLD_DATE, OLD_VENUE),
    /** To all who have a booking or wait; the date is as it was. */
    VENUE_CHANGED(MessageType.NOTIFICATION, Topic.EVENT, Of.BOOKING, OLD_VENUE),
    /** To all who wait: a booking keeps its price. */
    PRICE_CHANGED(MessageType.NOTIFICATION, Topic.EVENT, UNIT_PRICE, OLD_PRICE),
    WAITLIST_JOINED(MessageType.WAITLIST_JOIN, Topic.WAITLIST, ENTRY_ID, QUANTITY),
    /** Always told, whatever the recipient prefers. */
    PROMOTED(MessageType.WAITLIST_PROMOTION, Topic.WAITLIST, Of.PROMOTION),
    PROMOTION_ENDING(MessageType.NOTIFICATION, Topic.WAITLIST, Of.PROMOTION),
    PROMOTION_EXPIRED(MessageType.NOTIFICATION, Topic.WAITLIST, Of.PROMOTION);

    private static final class Of {
        static final Variable[] BOOKING = {BOOKING_ID, REFERENCE, QUANTITY, UNIT_PRICE, TOTAL_AMOUNT};
        static final Variable[] PROMOTION = {PROMOTION_ID, ENTRY_ID, QUANTITY, UNIT_PRICE, TOTAL_AMOUNT, EXPIRES_AT};
    }

    private final String label = name().toLowerCase(Locale.ROOT);
    private final MessageType type;
    private final Topic topic;
    /** Never changed. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Variable> variables;

    Cause(MessageType type, Topic topic, Variable[] some, Variable... more) {
        this.type = type;
        this.topic = topic;
        EnumSet<Variable> all = EnumSet.noneOf(Variable.class);
        all.addAll(List.of(some));
        all.addAll(List.of(more));
        if (topic != Topic.ACCOUNT) {
            all.addAll(List.of(EVENT_ID, EVENT_NAME, VENUE, EVENT_DATE, TIME_ZONE));
        }
        this.variables = all;
    }

    Cause(MessageType type, Topic topic, Variable... some) {
        this(type, topic, some, new Variable[0]);
    }

    @Override
    public String label() {
        return label;
    }

    /** Which template says it. */
    public MessageType type() {
        return type;
    }

    public Topic topic() {
        return topic;
    }

    /** What comes with it, but for {@link Variable#CAUSE} and {@link Variable#USER_NAME}; a value may be absent. */
    public Set<Variable> variables() {
        return EnumSet.copyOf(variables);
    }

    /**
     * Whether an inbox shows it, too: a link to prove who one is, is for a mailbox only; and a warning is for whoever has the
     * mailbox, while somebody else may be reading the inbox.
     */
    public boolean isShownInInbox() {
        return topic != Topic.ACCOUNT || this == WELCOME;
    }

    /** Whether it asks for something that is possible until {@link Variable#EXPIRES_AT} only; afterwards a mail says it for nothing. */
    public boolean hasWindow() {
        return this == HOLD_ENDING || this == PROMOTED || this == PROMOTION_ENDING;
    }

    /** Whether it is told whatever the recipient prefers. */
    public boolean isAlwaysTold() {
        return topic == Topic.ACCOUNT || this == PROMOTED;
    }
}
