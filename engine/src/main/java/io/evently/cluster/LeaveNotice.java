package io.evently.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.Receptionist.Listing;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** The list of nodes that mean to stay, kept by all of them; a node that is going to leave takes itself off it first. */
final class LeaveNotice {

    static final ServiceKey<Listing> KEY = ServiceKey.create(Listing.class, "staying");

    private final ActorSystem<?> system;
    private final ActorRef<Listing> self;

    private LeaveNotice(ActorSystem<?> system, ActorRef<Listing> self) {
        this.system = system;
        this.self = self;
    }

    /**
     * Puts this node on the list.
     *
     * @param onChange told whenever the list changes; must not block
     */
    static LeaveNotice announce(ActorSystem<?> system, Runnable onChange) {
        // Two actors: the receptionist takes none as both a service and a subscriber.
        ActorRef<Listing> self = system.systemActorOf(Behaviors.ignore(), "staying", Props.empty());
        ActorRef<Listing> listener = system.systemActorOf(
                Behaviors.receiveMessage(listing -> {
                    onChange.run();
                    return Behaviors.same();
                }),
                "who-is-staying",
                Props.empty());
        system.receptionist().tell(Receptionist.register(KEY, self));
        system.receptionist().tell(Receptionist.subscribe(KEY, listener));
        return new LeaveNotice(system, self);
    }

    void end() {
        system.receptionist().tell(Receptionist.deregister(KEY, self));
    }
}
