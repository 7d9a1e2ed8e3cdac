package io.evently.event;

import java.math.BigDecimal;

/** Money, shares and factors: whole numbers of hundredths inside, decimals with two digits ({@code 1.20}) outside. */
public final class Hundredths {

    private Hundredths() {}

    /** The decimal; also below zero. */
    public static String format(long hundredths) {
        long whole = Math.abs(hundredths / 100);
        long rest = Math.abs(hundredths % 100);
        return (hundredths < 0 ? "-" : "") + whole + (rest < 10 ? ".0" : ".") + rest;
    }

    /** @throws ArithmeticException if it has a third digit, or is no {@code int} of hundredths */
    public static int of(BigDecimal decimal) {
        return decimal.movePointRight(2).intValueExact();
    }
}
