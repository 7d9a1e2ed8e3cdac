package io.evently.http.ops;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that must hold before requests are worth sending here.
 *
 * @param name as the probe shows it
 * @param check asked once a second; must be cheap. A failed stage or an exception counts as "no"
 */
public record Readiness(String name, Supplier<CompletionStage<Finding>> check) {

    /**
     * What a look has found.
     *
     * @param holds whether requests are worth sending here, as far as this goes
     * @param detail what is wrong, also if it holds nevertheless; empty: nothing
     */
    public record Finding(boolean holds, String detail) {

        static final Finding UNKNOWN = new Finding(false, "it cannot be told");

        /** Nothing to add. */
        public static Finding of(boolean holds) {
            return new Finding(holds, "");
        }
    }

    /** A condition that is known at once. */
    public static Readiness now(String name, BooleanSupplier holds) {
        return stated(name, () -> Finding.of(holds.getAsBoolean()));
    }

    /** A condition that is known at once, with what is wrong. */
    public static Readiness stated(String name, Supplier<Finding> finding) {
        return new Readiness(name, () -> CompletableFuture.completedFuture(finding.get()));
    }
}
