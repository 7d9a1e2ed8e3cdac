package io.evently.template;

import static java.util.stream.Collectors.toMap;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages that never were, to see and to check templates by. */
public final class Samples {

    private static final Set<Cause> TO_ALL = EnumSet.of(Cause.EVENT_CANCELLED, Cause.DATE_CHANGED, Cause.VENUE_CHANGED);

    /** Only who has a booking is told with these. */
    private static final Set<Variable> OF_A_BOOKING = EnumSet.of(
            Variable.BOOKING_ID, Variable.REFERENCE, Variable.QUANTITY, Variable.UNIT_PRICE, Variable.TOTAL_AMOUNT);

    private static final int LONGEST_NAME = 255;

    private Samples() {}

    /** The causes whose template this is. */
    public static List<Cause> causesOf(MessageType type) {
        return Arrays.stream(Cause.values())
                .filter(cause -> cause.type() == type)
                .toList();
    }

    /** All variables that a message of this cause may come with, the name and the link of a mail included. */
    public static Map<String, String> of(Cause cause) {
        Set<Variable> all = cause.variables();
        all.add(Variable.USER_NAME);
        return all.stream().collect(toMap(Variable::word, Samples::value));
    }

    /** Those that each message of this cause comes with. */
    static Map<String, String> least(Cause cause) {
        Map<String, String> least = of(cause);
        least.remove(Variable.USER_NAME.word());
        if (TO_ALL.contains(cause)) {
            OF_A_BOOKING.forEach(each -> least.remove(each.word()));
        }
        if (cause == Cause.DATE_CHANGED) {
            least.remove(Variable.OLD_VENUE.word());
        }
        return least;
    }

    /** With names as long as they may be, of characters that are longest once they are escaped. */
    static Map<String, String> longest(Cause cause) {
        Map<String, String> longest = of(cause);
        for (Variable each : EnumSet.of(Variable.USER_NAME, Variable.EVENT_NAME, Variable.VENUE)) {
            longest.computeIfPresent(each.word(), (word, value) -> "\"".repeat(LONGEST_NAME));
        }
        return longest;
    }

    /** What a message of this cause must show to be of any use. */
    static Set<Variable> needed(Cause cause) {
        return switch (cause) {
            case WELCOME, ADDRESS_CHANGED, PASSWORD_RESET -> EnumSet.of(Variable.LINK);
            case ADDRESS_LEFT, PASSWORD_CHANGED -> EnumSet.noneOf(Variable.class);
            case BOOKING_CONFIRMED -> EnumSet.of(Variable.EVENT_NAME, Variable.REFERENCE);
            case DATE_CHANGED -> EnumSet.of(Variable.EVENT_NAME, Variable.EVENT_DATE);
            case VENUE_CHANGED -> EnumSet.of(Variable.EVENT_NAME, Variable.VENUE);
            case PRICE_CHANGED -> EnumSet.of(Variable.EVENT_NAME, Variable.UNIT_PRICE);
            case HOLD_ENDING, PROMOTED, PROMOTION_ENDING -> EnumSet.of(Variable.EVENT_NAME, Variable.EXPIRES_AT);
            case BOOKING_CANCELLED, EVENT_CANCELLED, WAITLIST_JOINED, PROMOTION_EXPIRED ->
                EnumSet.of(Variable.EVENT_NAME);
        };
    }

    private static String value(Variable variable) {
        return switch (variable) {
            case CAUSE -> throw new IllegalArgumentException("it follows from the message");
            case USER_NAME -> "Ada Lovelace";
            case EVENT_ID -> "0b6f7a52-6d0c-4f0e-9d5e-1c7a35e0a001";
            case EVENT_NAME -> "The Midsummer Concert";
            case VENUE -> "Philharmonie, Berlin";
            case OLD_VENUE -> "Waldbühne, Berlin";
            case EVENT_DATE -> "2099-06-06T17:30:00Z";
            case OLD_DATE -> "2099-05-30T17:30:00Z";
            case TIME_ZONE -> "Europe/Berlin";
            case BOOKING_ID -> "0b6f7a52-6d0c-4f0e-9d5e-1c7a35e0a002";
            case REFERENCE -> "EVT20990401K3M9QX7TB2ZC";
            case ENTRY_ID -> "0b6f7a52-6d0c-4f0e-9d5e-1c7a35e0a003";
            case PROMOTION_ID -> "0b6f7a52-6d0c-4f0e-9d5e-1c7a35e0a004";
            case QUANTITY -> "2";
            case UNIT_PRICE -> "49.90";
            case TOTAL_AMOUNT -> "99.80";
            case OLD_PRICE -> "59.90";
            case EXPIRES_AT -> "2099-04-01T10:15:00Z";
            case LINK -> "https://evently.example/confirm?token=sample";
        };
    }
}
