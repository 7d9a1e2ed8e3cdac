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
final class Booker extends AbstractBehavior<EventEntity.Answer> {

    private final List<ActorRef<EventEntity.Command>> events;
    private final ActorRef<Hall.Message> hall;
    private final Tally tally;
    private Booking asked;

    private Booker(
            ActorContext<EventEntity.Answer> context,
            List<ActorRef<EventEntity.Command>> events,
            Duration time,
            ActorRef<Hall.Message> hall) {
        super(context);
        this.events = events;
        this.hall = hall;
        this.tally = new Tally(time);
    }

    /** Books until the time is over, then hands its tally to the hall. */
    static Behavior<EventEntity.Answer> create(
            List<ActorRef<EventEntity.Command>> events, Duration time, ActorRef<Hall.Message> hall) {
        return Behaviors.setup(context -> {
            var booker = new Booker(context, events, time, hall);
            return booker.askOnce();
        });
    }

    @Override
    public Receive<EventEntity.Answer> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(EventEntity.Answer.BOOKED, this::booked)
                .build();
    }

    private Behavior<EventEntity.Answer> booked() {
        tally.acknowledged(asked);
        return askOnce();
    }

    private Behavior<EventEntity.Answer> askOnce() {
        if (!tally.goesOn()) {
            hall.tell(new Hall.Finished(tally));
            return Behaviors.stopped();
        }
        asked = Booking.random(events.size());
        events.get(asked.event())
                .tell(new EventEntity.Book(
                        asked.id(), asked.user(), asked.quantity(), getContext().getSelf()));
        return this;
    }
}
