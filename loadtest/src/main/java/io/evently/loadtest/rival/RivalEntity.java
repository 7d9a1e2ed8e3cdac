package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/** An event as a textbook writes it: decide one booking, persist it, answer, take the next from the stash. */
final class RivalEntity
        extends EventSourcedBehaviorWithEnforcedReplies<RivalEntity.Command, RivalFact, RivalEntity.State> {

    private static final int CAPACITY = 1_000_000_000;

    private final int place;

    private RivalEntity(PersistenceId id, int place) {
        super(id, SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.1));
        this.place = place;
    }

    /**
     * The event's actor, which recovers from its journal first.
     *
     * @param place the event's place in the run, from 0
     */
    static Behavior<Command> create(PersistenceId id, int place) {
        return new RivalEntity(id, place);
    }

    sealed interface Command {}

    /** Asks for seats; a key seen before is answered as before, and takes none again. */
    record Book(UUID key, UUID user, int quantity, ActorRef<Answer> replyTo) implements Command {}

    /** Asks how many seats are taken. */
    record Look(ActorRef<Seen> replyTo) implements Command {}

    enum Answer {
        BOOKED,
        SOLD_OUT
    }

    /** What an event says of itself once it has recovered. */
    record Seen(int place, StoredBookings.Count count) implements ActorRivalGuardian.Message {}

    /** Changed in place, but only by the event handler: a copied set would cost a hot event its throughput. */
    static final class State {
        private final Set<UUID> keys = new HashSet<>();
        private long seats;
    }

    @Override
    public State emptyState() {
        return new State();
    }

    @Override
    public CommandHandlerWithReply<Command, RivalFact, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Book.class, this::book)
                .onCommand(Look.class, this::look)
                .build();
    }

    private ReplyEffect<RivalFact, State> book(State state, Book book) {
        if (state.keys.contains(book.key())) {
            return Effect().reply(book.replyTo(), Answer.BOOKED);
        }
        if (state.seats + book.quantity() > CAPACITY) {
            return Effect().reply(book.replyTo(), Answer.SOLD_OUT);
        }
        return Effect()
                .persist(new RivalFact(book.key(), book.user(), book.quantity()))
                .thenReply(book.replyTo(), durable -> Answer.BOOKED);
    }

    private ReplyEffect<RivalFact, State> look(State state, Look look) {
        return Effect()
                .reply(look.replyTo(), new Seen(place, new StoredBookings.Count(state.keys.size(), state.seats)));
    }

    @Override
    public EventHandler<State, RivalFact> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(RivalFact.class, RivalEntity::booked)
                .build();
    }

    private static State booked(State state, RivalFact booked) {
        state.keys.add(booked.booking());
        state.seats += booked.quantity();
        return state;
    }
}
