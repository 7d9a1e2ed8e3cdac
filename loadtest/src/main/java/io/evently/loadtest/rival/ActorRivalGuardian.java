package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * The guardian: starts and stops events and clients, and counts who is done. Who asks is a thread outside that waits
 * for a future; nothing hangs on it, so no callback runs anywhere.
 */
final class ActorRivalGuardian extends AbstractBehavior<ActorRivalGuardian.Message> {

    private final List<ActorRef<RivalEntity.Command>> events = new ArrayList<>();
    private final List<ClientTally> finished = new ArrayList<>();
    private StoredBookings.Count[] counts = {};
    private int expected;
    private CompletableFuture<List<StoredBookings.Count>> opened;
    private CompletableFuture<List<ClientTally>> sold;
    private CompletableFuture<Void> emptied;

    private ActorRivalGuardian(ActorContext<Message> context) {
        super(context);
    }

    static Behavior<Message> create() {
        return Behaviors.setup(ActorRivalGuardian::new);
    }

    interface Message {}

    /** Starts so many events, completed with what they say of themselves when all have recovered. */
    record Open(String run, int events, CompletableFuture<List<StoredBookings.Count>> done) implements Message {}

    /** Lets so many clients book, completed when all have their last answer. */
    record Sell(int clients, Duration time, CompletableFuture<List<ClientTally>> done) implements Message {}

    /** Stops all events, completed when they are gone. */
    record Empty(CompletableFuture<Void> done) implements Message {}

    /** A client's last word. */
    record Finished(ClientTally tally) implements Message {}

    /** Of the event at that place in the run; the audit reads the place from its end. */
    static PersistenceId id(String run, int place) {
        return PersistenceId.ofUniqueId("event-" + run + "-" + place);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::open)
                .onMessage(RivalEntity.Seen.class, this::seen)
                .onMessage(Sell.class, this::sell)
                .onMessage(Finished.class, this::finished)
                .onMessage(Empty.class, this::empty)
                .onSignal(Terminated.class, this::gone)
                .build();
    }

    private Behavior<Message> open(Open open) {
        opened = open.done();
        expected = open.events();
        counts = new StoredBookings.Count[expected];
        for (int place = 0; place < open.events(); place++) {
            var event = getContext().spawnAnonymous(RivalEntity.create(id(open.run(), place), place));
            getContext().watch(event);
            events.add(event);
            event.tell(new RivalEntity.Look(getContext().getSelf().narrow()));
        }
        return this;
    }

    private Behavior<Message> seen(RivalEntity.Seen seen) {
        counts[seen.place()] = seen.count();
        if (--expected == 0) {
            opened.complete(Arrays.asList(counts));
        }
        return this;
    }

    private Behavior<Message> sell(Sell sell) {
        sold = sell.done();
        expected = sell.clients();
        finished.clear();
        for (int client = 0; client < sell.clients(); client++) {
            getContext()
                    .spawnAnonymous(Booker.create(
                            List.copyOf(events), sell.time(), getContext().getSelf()));
        }
        return this;
    }

    private Behavior<Message> finished(Finished client) {
        finished.add(client.tally());
        if (--expected == 0) {
            sold.complete(List.copyOf(finished));
        }
        return this;
    }

    private Behavior<Message> empty(Empty empty) {
        emptied = empty.done();
        expected = events.size();
        events.forEach(getContext()::stop);
        events.clear();
        completeIfEmpty();
        return this;
    }

    private Behavior<Message> gone(Terminated event) {
        expected--;
        completeIfEmpty();
        return this;
    }

    private void completeIfEmpty() {
        if (expected == 0) {
            emptied.complete(null);
        }
    }
}
