package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** One client: an actor with one ask in flight, so that a thousand of them need no thousand threads. */
final class Booker extends AbstractBehavior<RivalEntity.Answer> {

    private final List<ActorRef<RivalEntity.Command>> events;
    private final ActorRef<ActorRivalGuardian.Message> hall;
    private final ClientTally tally;
    private RivalBooking asked;

    private Booker(
            ActorContext<RivalEntity.Answer> context,
            List<ActorRef<RivalEntity.Command>> events,
            Duration time,
            ActorRef<ActorRivalGuardian.Message> hall) {
        super(context);
        this.events = events;
        this.hall = hall;
        this.tally = new ClientTally(time);
    }

    /** Books until the time is over, then hands its tally to the hall. */
    static Behavior<RivalEntity.Answer> create(
            List<ActorRef<RivalEntity.Command>> events, Duration time, ActorRef<ActorRivalGuardian.Message> hall) {
        return Behaviors.setup(context -> {
            var booker = new Booker(context, events, time, hall);
            return booker.askOnce();
        });
    }

    @Override
    public Receive<RivalEntity.Answer> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(RivalEntity.Answer.BOOKED, this::booked)
                .build();
    }

    private Behavior<RivalEntity.Answer> booked() {
        tally.acknowledged(asked);
        return askOnce();
    }

    private Behavior<RivalEntity.Answer> askOnce() {
        if (!tally.goesOn()) {
            hall.tell(new ActorRivalGuardian.Finished(tally));
            return Behaviors.stopped();
        }
        asked = RivalBooking.random(events.size());
        events.get(asked.event())
                .tell(new RivalEntity.Book(
                        asked.id(), asked.user(), asked.quantity(), getContext().getSelf()));
        return this;
    }
}
