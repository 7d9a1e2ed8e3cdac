package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One consequence of facts, mostly the rows of one table, for one batch of the journal. Its constructor says what it does
 * on each kind of fact and which kinds it ignores; a test refuses a kind of which it says nothing. What it writes depends
 * on the facts alone, not on how they were cut into batches.
 */
abstract class TableHandler {

    /** @param need asks for the rows that the change needs */
    private record Reaction<F>(Consumer<F> need, BiConsumer<F, Stamp> change) {}

    final Map<Class<?>, Reaction<?>> taken = new HashMap<>();
    final List<Class<?>> ignored = new ArrayList<>();

    final <F extends Fact> void on(Class<F> kind, BiConsumer<F, Stamp> change) {
        on(kind, fact -> {}, change);
    }

    /** @param need called for each fact of the batch before {@link #load} */
    final <F extends Fact> void on(Class<F> kind, Consumer<F> need, BiConsumer<F, Stamp> change) {
        taken.put(kind, new Reaction<>(need, change));
    }

    final <F extends UserFact> void onUser(Class<F> kind, Consumer<F> change) {
        onUserAt(kind, (fact, stamp) -> change.accept(fact));
    }

    final <F extends UserFact> void onUserAt(Class<F> kind, BiConsumer<F, Stamp> change) {
        taken.put(kind, new Reaction<F>(fact -> {}, change));
    }

    /**
     * A sealed interface stands for all its kinds, but only if none of them is taken: whoever takes one kind has to look
     * at each new one beside it.
     */
    final void ignores(Class<?>... kinds) {
        ignored.addAll(List.of(kinds));
    }

    final void need(Fact fact) {
        Reaction<Fact> reaction = reactionTo(fact);
        if (reaction != null) {
            reaction.need().accept(fact);
        }
    }

    final <F> void take(F fact, Stamp stamp) {
        Reaction<F> reaction = reactionTo(fact);
        if (reaction != null) {
            reaction.change().accept(fact, stamp);
        }
    }

    /** Each reaction stands under the class of the facts it takes. */
    @SuppressWarnings("unchecked")
    private <F> Reaction<F> reactionTo(F fact) {
        return (Reaction<F>) taken.get(fact.getClass());
    }

    /** Loads the rows that were asked for, by one statement per table. */
    void load(Connection connection) throws SQLException {}

    /** A commit whose facts are all taken, for the sums it states. */
    void committed(UUID eventId, Commit commit) {}

    /** Writes each changed row once, as it is after the batch. */
    abstract void write(Connection connection) throws SQLException;
}
