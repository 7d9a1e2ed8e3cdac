package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Fact;
import io.evently.record.Kinds;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No fact is forgotten: each handler says of each kind that it takes it, or that it ignores it. */
class TableHandlersTest {

    private static Stream<TableHandler> handlers() {
        return new TableChanges(Set.of(), new KnownRows()).handlers.stream();
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void aHandlerTakesOrIgnoresEachKindOfFact(TableHandler handler) {
        assertThat(doubtful(handler)).isEmpty();
    }

    @Test
    void ofEachKindOfFactATableTellsButOfThoseThatMadeNobody() {
        Set<Class<?>> taken = new HashSet<>();
        handlers().forEach(handler -> taken.addAll(handler.taken.keySet()));
        Set<Class<?>> expected = kinds();
        expected.remove(UserFact.RegistrationAbandoned.class);

        assertThat(taken).isEqualTo(expected);
    }

    @Test
    void whatAHandlerForgetsIsFound() {
        assertThat(doubtful(new Handler() {
                    {
                        on(Fact.EventCreated.class, (fact, stamp) -> {});
                        ignores(Fact.EventChanged.class, Fact.PriceChanged.class, Fact.EventCancelled.class);
                        ignores(Fact.EventCompleted.class, Fact.BookingFact.class, Fact.WaitlistFact.class);
                        onUser(UserFact.UserRenamed.class, fact -> {});
                    }
                }))
                .contains(Fact.EventDeleted.class, UserFact.UserRegistered.class)
                .doesNotContain(Fact.EventCreated.class, Fact.EventChanged.class, Fact.BookingMade.class)
                .doesNotContain(UserFact.UserRenamed.class);
    }

    @Test
    void whoTakesAKindMayNotIgnoreAllBesideItUnseen() {
        assertThat(doubtful(new Handler() {
                    {
                        on(Fact.BookingMade.class, (fact, stamp) -> {});
                        on(Fact.EventDeleted.class, (fact, stamp) -> {});
                        ignores(Fact.BookingFact.class, Fact.EventDeleted.class);
                        ignores(Fact.WaitlistFact.class, UserFact.class);
                    }
                }))
                .contains(Fact.HoldConfirmed.class, Fact.EventDeleted.class)
                .doesNotContain(Fact.BookingMade.class, Fact.WaitlistJoined.class, UserFact.UserRenamed.class);
    }

    /** Kinds of which it says nothing, or two things. */
    private static List<Class<?>> doubtful(TableHandler handler) {
        return kinds().stream()
                .filter(kind ->
                        handler.taken.containsKey(kind) ? handler.ignored.contains(kind) : !ignores(handler, kind))
                .toList();
    }

    private static boolean ignores(TableHandler handler, Class<?> kind) {
        return handler.ignored.contains(kind)
                || handler.ignored.stream()
                        .filter(family -> family.isAssignableFrom(kind))
                        .anyMatch(family -> handler.taken.keySet().stream().noneMatch(family::isAssignableFrom));
    }

    private static Set<Class<?>> kinds() {
        Set<Class<?>> kinds = Kinds.of(Fact.class);
        kinds.addAll(Kinds.of(UserFact.class));
        return kinds;
    }

    private abstract static class Handler extends TableHandler {
        @Override
        void write(Connection connection) {}
    }
}
