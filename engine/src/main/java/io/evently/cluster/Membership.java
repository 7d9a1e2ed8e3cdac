package io.evently.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Who else is in the cluster, as this node sees it. Thread-safe and cheap to ask. */
public final class Membership {

    /** Longer than any hand-over of shards takes: their messages may have been lost until then. */
    private static final Duration UNSETTLED = Duration.ofMinutes(1);

    private static final MemberStatus[] STATUSES = {
        MemberStatus.joining(),
        MemberStatus.weaklyUp(),
        MemberStatus.up(),
        MemberStatus.leaving(),
        MemberStatus.exiting(),
        MemberStatus.down()
    };

    private final Cluster cluster;
    private final LongSupplier nanoTime;
    private volatile int members;
    private volatile long lastSeenOthers;
    private volatile boolean everSawOthers;

    private Membership(Cluster cluster, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.nanoTime = nanoTime;
    }

    /** Follows the cluster of this system, and shows it to the metrics. */
    public static Membership of(ActorSystem<?> system, MeterRegistry metrics) {
        Cluster cluster = Cluster.get(system);
        var membership = new Membership(cluster, System::nanoTime);
        system.systemActorOf(membership.listener(), "membership", Props.empty());
        membership.show(metrics);
        return membership;
    }

    private Behavior<MemberEvent> listener() {
        return Behaviors.setup(context -> {
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
            return Behaviors.receive(MemberEvent.class)
                    .onMessage(MemberEvent.class, event -> {
                        look();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void look() {
        int now = count();
        if (now > 1 || members > 1) {
            lastSeenOthers = nanoTime.getAsLong();
            everSawOthers = true;
        }
        members = now;
    }

    private int count() {
        return (int) StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .count();
    }

    /** Whether shards may be on the move, or have been a minute ago: then a message to an event may be lost. */
    public boolean isShared() {
        return members > 1 || (everSawOthers && nanoTime.getAsLong() - lastSeenOthers < UNSETTLED.toNanos());
    }

    /** Whether somebody could take over what this node has. */
    public boolean hasOthersUp() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .anyMatch(member -> member.status().equals(MemberStatus.up())
                        && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()));
    }

    private void show(MeterRegistry metrics) {
        for (MemberStatus status : STATUSES) {
            Gauge.builder("evently.cluster.members", () -> count(status))
                    .description("Members of the cluster, as this node sees them")
                    .tag("status", nameOf(status))
                    .register(metrics);
        }
        Gauge.builder(
                        "evently.cluster.unreachable",
                        () -> cluster.state().getUnreachable().size())
                .description("Members this node cannot reach")
                .register(metrics);
    }

    private long count(MemberStatus status) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(status))
                .count();
    }

    /** {@code WeaklyUp} is {@code weakly_up}. */
    private static String nameOf(MemberStatus status) {
        return status.toString().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
