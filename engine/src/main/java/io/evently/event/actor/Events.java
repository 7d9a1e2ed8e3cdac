package io.evently.event.actor;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.evently.cluster.EntityAsk;
import io.evently.cluster.MemoryTrust;
import io.evently.database.Shards;
import io.evently.event.EventCommand;
import io.evently.event.Origin;
import io.evently.event.Rejection;
import io.evently.event.actor.EventMessage.Ask;
import io.evently.event.actor.EventMessage.GetBooking;
import io.evently.event.actor.EventMessage.GetEntry;
import io.evently.event.actor.EventMessage.GetEvent;
import io.evently.event.actor.EventMessage.GetQueue;
import io.evently.journal.SnapshotWriters;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * How a node talks to events, wherever in the cluster they live. Every answer comes within the ask timeout, and as a
 * value: {@link EventReply.Busy} past a bound, {@link EventReply.Unknown} if no answer came. Thread-safe.
 */
public final class Events {

    private static final EntityTypeKey<EventMessage> TYPE = EntityTypeKey.create(EventMessage.class, EventEntity.TYPE);

    /** After how long without a message an event is stopped. */
    private static final String IDLE = "pekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout";

    /**
     * Microseconds a request is decided after its asker was told that the outcome is unknown. Clocks of nodes differ by
     * milliseconds; with more than a second of difference late answers are lost, never seats.
     */
    private static final long SKEW = TimeUnit.SECONDS.toMicros(1);

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final EntitySettings settings;
    private final PublishedViews hosted;
    private final ColdEvents cold;
    private final ForgottenBookings forgotten;
    private final NodeClock clock;
    private final MemoryTrust trust;
    private final Admission commands;
    private final Admission reads;
    private final MissingEvents missing = new MissingEvents();
    private final EventSubscriptions watches;
    private final Counter repeated;
    private final TimeBasedEpochRandomGenerator ids;

    /**
     * Starts the events' shard region on this node.
     *
     * @param sleepers told by each event that stops when to wake it
     * @param cold asked before an event is woken
     * @param forgotten asked for what events no longer remember
     */
    public Events(
            ActorSystem<?> system,
            EntitySettings settings,
            NodeClock clock,
            MemoryTrust trust,
            WakeSchedule sleepers,
            ColdEvents cold,
            ForgottenBookings forgotten,
            MeterRegistry metrics) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.settings = settings;
        this.clock = clock;
        this.ids = Generators.timeBasedEpochRandomGenerator(null, MissingEvents.clock(this::now));
        this.trust = trust;
        this.commands = new Admission(settings.maxWaitingPerEvent(), settings.maxWaiting());
        this.reads = Admission.forReads(settings);
        this.watches = new EventSubscriptions(system, this::entity, this::now);
        this.cold = cold;
        this.forgotten = forgotten;
        var memory = new EventMemory(settings.liveBytes(), System::nanoTime, metrics);
        this.hosted = new PublishedViews(
                memory,
                new Subscribers(this::after),
                system.settings().config().getDuration(IDLE).dividedBy(2));
        var host = new EventServices(
                settings,
                hosted,
                clock,
                sleepers,
                memory,
                SnapshotWriters.get(system),
                EventServices.recovered(metrics));
        var permits = new RecoveryPermits(
                memory,
                cold,
                settings.askTimeout().multipliedBy(3).dividedBy(4),
                System::nanoTime,
                this::after,
                metrics);
        sharding.init(Entity.of(TYPE, context -> {
                    UUID eventId = UUID.fromString(context.getEntityId());
                    int databaseShard = Shards.shardOf(eventId);
                    return RecoveryGate.before(
                            EventEntity.create(eventId, databaseShard, context.getShard(), host),
                            eventId,
                            context.getShard(),
                            permits);
                })
                .withStopMessage(EventMessage.Stop.INSTANCE));
        this.repeated = Counter.builder("evently.requests.repeated")
                .description("Requests sent to an event once more, because no answer came or it did not know")
                .register(metrics);
        LocalShards.count(system, sharding.shardState(), TYPE, metrics);
        Gauge.builder("evently.requests.waiting", this, Events::waiting)
                .description("Requests that wait for an event's answer")
                .register(metrics);
        Gauge.builder("evently.events.live", hosted, PublishedViews::size)
                .description("Events alive on this node")
                .register(metrics);
    }

    /** A fresh id, UUIDv7 by this node's clock: ids made together lie together in an index. */
    public UUID newId() {
        return ids.generate();
    }

    /** Microseconds since 1970. */
    public long now() {
        return clock.read().wall();
    }

    /** Requests of this node that wait for an event's answer. */
    public int waiting() {
        return commands.waiting() + reads.waiting();
    }

    /** Commands that this node has sent to events since it started, those that were sent again counted once. */
    public long commands() {
        return commands.entered();
    }

    /** Decides a command of Evently's own. */
    public CompletableFuture<EventReply> ask(UUID eventId, EventCommand command) {
        return ask(eventId, command, Origin.SYSTEM);
    }

    /**
     * Decides {@code command}; the answer comes when its facts are on disk. What the event no longer remembers is decided
     * from the tables.
     *
     * @param origin whose wish it is: kept beside the facts, for the audit
     */
    public CompletableFuture<EventReply> ask(UUID eventId, EventCommand command, Origin origin) {
        if (command instanceof EventCommand.CreateEvent) {
            missing.made(eventId);
        }
        CompletableFuture<EventReply> answer = send(
                commands,
                eventId,
                (replyTo, validUntil) -> new Ask(replyTo, command, validUntil, origin),
                reply -> AmbiguousRefusals.mayHaveCaused(command, reply),
                AmbiguousRefusals.isRecognised(command));
        return forgotten.orDecide(answer, eventId, command);
    }

    /** Of Evently's own. */
    public CompletableFuture<EventReply> leaveWaitlist(UUID eventId, UUID userId) {
        return leaveWaitlist(eventId, userId, Origin.SYSTEM);
    }

    /**
     * Ends the waiting, or the promotion, of {@code userId}: of the entry they have now, so that a message that comes
     * late leaves a later one alone.
     */
    public CompletableFuture<EventReply> leaveWaitlist(UUID eventId, UUID userId, Origin origin) {
        return waitlistEntry(commands, eventId, userId).thenCompose(reply -> {
            if (reply instanceof EventReply.EntryState state) {
                return ask(
                        eventId,
                        new EventCommand.LeaveWaitlist(userId, state.entry().id()),
                        origin);
            }
            // Nothing was asked yet that could have happened.
            boolean nothing = reply instanceof EventReply.Unknown;
            return CompletableFuture.completedFuture(nothing ? EventReply.Busy.INSTANCE : reply);
        });
    }

    /**
     * The event as it is on disk: from memory if it lives on this node, else from its actor; or from the tables if it ended
     * more than a day ago, so that nobody wakes it for that.
     */
    public CompletableFuture<EventReply> get(UUID eventId) {
        if (missing.isNone(eventId, now())) {
            return none();
        }
        EventView view = trust.memoryIsCurrent() ? hosted.get(eventId, now(), () -> keepAwake(eventId)) : null;
        return view == null
                ? cold.ended(eventId, now())
                        .thenCompose(ended -> ended.map(Events::shown).orElseGet(() -> send(eventId, GetEvent::new)))
                : shown(view);
    }

    private static CompletableFuture<EventReply> shown(EventView view) {
        return CompletableFuture.completedFuture(new EventReply.EventState(view));
    }

    private static CompletableFuture<EventReply> none() {
        return CompletableFuture.completedFuture(new EventReply.Refused(Rejection.EVENT_NOT_FOUND, 0));
    }

    /**
     * Tells {@code listener} of an event's changes, wherever it lives, a fraction of a second after they are on disk. Each
     * call costs the event's node a message every few seconds.
     *
     * @param event as it was read a moment ago
     * @return ends it
     */
    public Runnable watch(EventView event, EventListener listener) {
        return watches.start(event, listener);
    }

    /** A booking, if it is {@code by}'s or {@code asAdmin}; of the tables if its event no longer remembers it. */
    public CompletableFuture<EventReply> booking(UUID eventId, UUID bookingId, UUID by, boolean asAdmin) {
        CompletableFuture<EventReply> answer =
                send(eventId, (replyTo, validUntil) -> new GetBooking(replyTo, bookingId, by, asAdmin, validUntil));
        return forgotten.orRead(answer, eventId, bookingId, by, asAdmin);
    }

    /** The entry of {@code userId} that waits or is promoted. */
    public CompletableFuture<EventReply> waitlistEntry(UUID eventId, UUID userId) {
        return waitlistEntry(reads, eventId, userId);
    }

    private CompletableFuture<EventReply> waitlistEntry(Admission admission, UUID eventId, UUID userId) {
        return send(admission, eventId, (replyTo, validUntil) -> new GetEntry(replyTo, userId, validUntil));
    }

    /**
     * Who waits, in order.
     *
     * @param afterKey {@link io.evently.event.WaitlistEntry#queueKey} of the entry to go on behind; −1: from the head
     */
    public CompletableFuture<EventReply> queue(UUID eventId, long afterKey, int limit) {
        return send(eventId, (replyTo, validUntil) -> new GetQueue(replyTo, afterKey, limit, validUntil));
    }

    /**
     * Lets the event end what is due and promise what is free, wherever it lives. Safe at any time, any number of times.
     *
     * @return whether the event answered within the ask timeout; never fails
     */
    public CompletableFuture<Boolean> wake(UUID eventId) {
        long validUntil = validUntil();
        return EntityAsk.<EventMessage, EventReply>ask(
                        entity(eventId), replyTo -> new GetEvent(replyTo, validUntil), settings.askTimeout())
                .handle((reply, failure) ->
                        reply instanceof EventReply.EventState || reply instanceof EventReply.Refused);
    }

    /** A message through the shard counts as use; it changes nothing that is not due. */
    private void keepAwake(UUID eventId) {
        entity(eventId).tell(EventMessage.Flush.INSTANCE);
    }

    /**
     * All events of a database that live here read their journals again before they answer anything more: the database is
     * another one, or lacks what it had.
     */
    public void forgetMemory(int databaseShard) {
        hosted.forget(databaseShard).forEach(event -> event.tell(EventMessage.Reread.INSTANCE));
    }

    /** Every node's share of the events; empty if the cluster cannot tell in time. */
    public CompletionStage<List<NodeShards>> shardsOfNodes() {
        return AskPattern.<ClusterShardingQuery, ClusterShardingStats>ask(
                        sharding.shardState(),
                        replyTo -> new GetClusterShardingStats(TYPE, settings.askTimeout(), replyTo),
                        settings.askTimeout(),
                        system.scheduler())
                .handleAsync((stats, failure) -> failure == null ? NodeShards.of(stats) : List.of(), Runnable::run);
    }

    /** A question as a message. */
    private interface Question {

        EventMessage to(ActorRef<EventReply> replyTo, long validUntil);
    }

    private CompletableFuture<EventReply> send(UUID eventId, Question question) {
        return send(reads, eventId, question);
    }

    private CompletableFuture<EventReply> send(Admission admission, UUID eventId, Question question) {
        return send(admission, eventId, question, reply -> false, true);
    }

    /** @param recognised whether the event knows it again when it comes twice */
    private CompletableFuture<EventReply> send(
            Admission admission,
            UUID eventId,
            Question question,
            Predicate<EventReply> mayBeOurOwnDoing,
            boolean recognised) {
        if (missing.isNone(eventId, now())) {
            return none();
        }
        if (!trust.memoryIsCurrent() || !admission.enter(eventId)) {
            return CompletableFuture.completedFuture(EventReply.Busy.INSTANCE);
        }
        EntityRef<EventMessage> event = entity(eventId);
        long validUntil = validUntil();
        return new RetryingAsk(
                        patience -> EntityAsk.ask(event, replyTo -> question.to(replyTo, validUntil), patience),
                        mayBeOurOwnDoing,
                        () -> recognised && trust.isUnsettled(),
                        settings,
                        this::after,
                        repeated::increment)
                .begin()
                .thenApply(reply -> {
                    admission.leave(eventId);
                    if (reply instanceof EventReply.Refused refused
                            && refused.rejection() == Rejection.EVENT_NOT_FOUND) {
                        missing.missing(eventId, now());
                    }
                    return reply;
                });
    }

    private long validUntil() {
        return now() + TimeUnit.NANOSECONDS.toMicros(settings.askTimeout().toNanos()) + SKEW;
    }

    private EntityRef<EventMessage> entity(UUID eventId) {
        return sharding.entityRefFor(TYPE, eventId.toString());
    }

    private Runnable after(Duration pause, Runnable work) {
        Cancellable timer = system.scheduler().scheduleOnce(pause, work, system.executionContext());
        return timer::cancel;
    }
}
