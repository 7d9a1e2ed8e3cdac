package io.evently.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Who else is in the cluster, as this node sees it. Thread-safe and cheap to ask. */
public final class Membership implements OtherNodes {

    /**
     * Longer than it takes to give up a node and to move what it had, and to rebalance after one joined, 16 of 256
     * shards every 2 s ({@code cluster.conf}).
     */
    private static final Duration UNSETTLED = Duration.ofMinutes(2);

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
    private volatile long lastChange;
    private volatile boolean everShared;
    private volatile boolean leaving;
    private LeaveNotice staying;

    private Membership(Cluster cluster, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.nanoTime = nanoTime;
    }

    /** Follows the cluster of this system, and shows it to the metrics. */
    public static Membership of(ActorSystem<?> system, MeterRegistry metrics) {
        return of(system, metrics, System::nanoTime);
    }

    static Membership of(ActorSystem<?> system, MeterRegistry metrics, LongSupplier nanoTime) {
        Cluster cluster = Cluster.get(system);
        var membership = new Membership(cluster, nanoTime);
        system.systemActorOf(membership.listener(), "membership", Props.empty());
        membership.staying = LeaveNotice.announce(system, membership::settleAnew);
        membership.show(metrics);
        return membership;
    }

    private Behavior<ClusterDomainEvent> listener() {
        return Behaviors.setup(context -> {
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), ClusterDomainEvent.class));
            return Behaviors.receive(ClusterDomainEvent.class)
                    .onMessage(MemberEvent.class, event -> changed())
                    .onMessage(ReachabilityEvent.class, event -> changed())
                    .onAnyMessage(event -> Behaviors.same())
                    .build();
        });
    }

    private Behavior<ClusterDomainEvent> changed() {
        int now = (int) members(member -> true);
        everShared |= now > 1;
        members = now;
        settleAnew();
        return Behaviors.same();
    }

    private void settleAnew() {
        lastChange = nanoTime.getAsLong();
    }

    /**
     * Tells the others that this node is about to hand over what it has. Pekko tells them that it leaves only after
     * that; what they send it meanwhile may get lost, and they would not send it again.
     */
    public void announceHandOver() {
        leaving = true;
        staying.end();
    }

    public boolean isShared() {
        return members > 1;
    }

    /** Whether shards are on the move, or were until a moment ago: then a message to an event may get lost. */
    public boolean isUnsettled() {
        return everShared && nanoTime.getAsLong() - lastChange < UNSETTLED.toNanos();
    }

    /** Whether somebody could take over what this node has. */
    public boolean hasOthersUp() {
        return members(this::isAnotherUp) > 0;
    }

    private boolean isAnotherUp(Member member) {
        return member.status().equals(MemberStatus.up())
                && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress());
    }

    @Override
    public String self() {
        return cluster.selfMember().address().hostPort();
    }

    @Override
    public boolean counts() {
        return !leaving && cluster.selfMember().status().equals(MemberStatus.up());
    }

    @Override
    public boolean couldTakeOver(String address) {
        return members(member -> member.address().hostPort().equals(address)
                        && isAnotherUp(member)
                        && !cluster.state().getUnreachable().contains(member))
                > 0;
    }

    private void show(MeterRegistry metrics) {
        for (MemberStatus status : STATUSES) {
            Gauge.builder(
                            "evently.cluster.members",
                            () -> members(member -> member.status().equals(status)))
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

    private long members(Predicate<Member> which) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(which)
                .count();
    }

    /** {@code WeaklyUp} is {@code weakly_up}. */
    private static String nameOf(MemberStatus status) {
        return status.toString().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
