package io.evently.record;

import java.util.HashSet;
import java.util.Set;

/** The kinds of a sealed family. */
public final class Kinds {

    private Kinds() {}

    /** All records and enums that are of the sealed interface {@code family}, through sealed interfaces below it. */
    public static Set<Class<?>> of(Class<?> family) {
        Set<Class<?>> kinds = new HashSet<>();
        for (Class<?> kind : family.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                kinds.addAll(of(kind));
            } else {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
