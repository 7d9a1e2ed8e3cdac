package io.evently.http.format;

import io.evently.event.Hundredths;
import java.util.OptionalLong;

/** Money as clients see it: a decimal string with two digits, from {@code "0.00"} to {@code "99999999.99"}. */
public final class Money {

    /** {@code "99999999.99"} in cents. */
    public static final long MOST_CENTS = 9_999_999_999L;

    private static final int MOST_DIGITS = 8;

    private Money() {}

    /** The decimal string of an amount in cents; also for sums above {@link #MOST_CENTS}, and below zero. */
    public static String format(long cents) {
        return Hundredths.format(cents);
    }

    /** The amount in cents; empty unless the text is one to eight digits, a point and two digits. */
    public static OptionalLong parse(String text) {
        int point = text.length() - 3;
        if (point < 1 || point > MOST_DIGITS || text.charAt(point) != '.') {
            return OptionalLong.empty();
        }
        long cents = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i == point) {
                continue;
            }
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            cents = cents * 10 + digit;
        }
        return OptionalLong.of(cents);
    }
}
