package io.evently.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that must hold before requests are worth sending here.
 *
 * @param name as the probe shows it
 * @param check asked at every probe; must be cheap. A failed stage or an exception counts as "no"
 */
public record Readiness(String name, Supplier<CompletionStage<Boolean>> check) {

    /** A condition that is known at once. */
    public static Readiness now(String name, BooleanSupplier holds) {
        return new Readiness(name, () -> CompletableFuture.completedFuture(holds.getAsBoolean()));
    }
}
