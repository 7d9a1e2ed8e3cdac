package io.evently.event.actor;

import io.evently.event.Commit;
import io.evently.event.EventStatus;
import io.evently.event.actor.EventMessage.Ask;
import io.evently.event.actor.EventMessage.Flush;
import io.evently.event.actor.EventMessage.Noted;
import io.evently.event.actor.EventMessage.Request;
import io.evently.event.actor.EventMessage.Reread;
import io.evently.event.actor.EventMessage.Retire;
import io.evently.event.actor.EventMessage.Stop;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.EndedEventRetention;
import io.evently.event.state.Event;
import io.evently.journal.JournalPlugins;
import io.evently.journal.NothingWritten;
import io.evently.recovery.Recovery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The actor of one event: a thin shell round {@link GroupCommit}.
 *
 * <p>Group commit: requests are buffered; a {@link Flush} decides the whole buffer in order, each seeing the ones before
 * it, and persists once. While that write is in flight, Pekko stashes what arrives; it becomes the next buffer. So the
 * batch grows with the load and nobody waits for a timer. Answers leave when the facts are on disk.
 */
public final class EventEntity extends EventSourcedBehavior<EventMessage, Commit, Event> {

    /** The first part of every event's persistence id, and the sharding type's name. */
    public static final String TYPE = "Event";

    /** Java's timers and wall clocks drift apart; look again after an hour at the latest. */
    private static final long LONGEST_TIMER_MILLIS = 3_600_000;

    private record Answer(ActorRef<EventReply> to, EventReply reply) {}

    private final ActorContext<EventMessage> context;
    private final TimerScheduler<EventMessage> timers;
    private final ActorRef<ShardCommand> shard;
    private final UUID eventId;
    private final int databaseShard;
    private final EventServices host;
    private final Recovery<EventMessage> recovery;
    private final CommitClock clock;
    private final SnapshotSchedule snapshots;

    private final ArrayDeque<Request> buffer = new ArrayDeque<>();
    private boolean flushIsComing;
    /** Its shard keeps all messages for it until it has stopped, and tells it only once. */
    private boolean stopping;
    /** Whom it sleeps from is being told of its next deadline. */
    private boolean noting;

    private boolean noted;
    /** What it remembers may be more than what is true: nothing is answered from it any more. */
    private boolean rereading;
    /** Something was persisted since it was read: no write of another, or of its own past, is still on its way. */
    private boolean fenced;
    /** The commit in flight is made for its snapshot. */
    private boolean wantsSnapshot;
    /** It forgot what its snapshot still holds: the next one is small. */
    private boolean forgot;
    /** Such a commit failed: it stops without. */
    private boolean noSnapshot;

    private Commit inFlight;
    /** Of its record; nobody else says it inside {@link Recovery}. */
    private long sequenceNumber;
    /** The event with {@link #inFlight} applied. */
    private Event decided;

    private List<Answer> answersInFlight = List.of();

    /** @param databaseShard where its journal is, 0 to 3 */
    static Behavior<EventMessage> create(
            UUID eventId, int databaseShard, ActorRef<ShardCommand> shard, EventServices host) {
        return Recovery.of(
                EventMessage.class,
                PersistenceId.of(TYPE, eventId.toString()).id(),
                JournalPlugins.journal(databaseShard),
                RefusedMessages.INSTANCE,
                recovery -> Behaviors.setup(context -> Behaviors.withTimers(
                        timers -> new EventEntity(context, timers, shard, eventId, databaseShard, host, recovery))));
    }

    private EventEntity(
            ActorContext<EventMessage> context,
            TimerScheduler<EventMessage> timers,
            ActorRef<ShardCommand> shard,
            UUID eventId,
            int databaseShard,
            EventServices host,
            Recovery<EventMessage> recovery) {
        super(
                PersistenceId.of(TYPE, eventId.toString()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2)
                        // Pekko's line would hold the whole statement with its values; here, and in recovery, are ours.
                        .withLoggingEnabled(false));
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.eventId = eventId;
        this.databaseShard = databaseShard;
        this.host = host;
        this.recovery = recovery;
        this.clock = new CommitClock(host.clock());
        this.snapshots = new SnapshotSchedule(host.settings().factsPerSnapshot());
    }

    @Override
    public String journalPluginId() {
        return JournalPlugins.journal(databaseShard);
    }

    @Override
    public String snapshotPluginId() {
        return JournalPlugins.snapshot(databaseShard);
    }

    /** Null: Pekko keeps this one value for all restarts, and an event is changed in place. */
    @Override
    public Event emptyState() {
        return null;
    }

    /** A live commit was applied as it was decided; what comes from the journal is applied here. */
    @Override
    @SuppressWarnings("ReferenceEquality") // this very commit, and no other that looks like it
    public EventHandler<Event, Commit> eventHandler() {
        return (event, commit) -> commit == inFlight ? decided : orBlank(event).apply(commit);
    }

    private static Event orBlank(Event event) {
        return event == null ? new Event() : event;
    }

    /** Pekko's way keeps the entity from all else meanwhile: for one that stops anyway. Others: {@link #leaveSnapshot}. */
    @Override
    public boolean shouldSnapshot(Event event, Commit commit, long sequenceNr) {
        sequenceNumber = sequenceNr;
        if (wantsSnapshot) {
            snapshots.stored(event);
        }
        return wantsSnapshot;
    }

    @Override
    public CommandHandler<EventMessage, Commit, Event> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Request.class, this::onRequest)
                .onCommand(Flush.class, this::onFlush)
                .onCommand(Stop.class, this::onStop)
                .onCommand(Noted.class, this::onNoted)
                .onCommand(Retire.class, this::onRetire)
                .onCommand(Reread.class, this::onReread)
                .build();
    }

    @Override
    public SignalHandler<Event> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (event, signal) -> onRecovered(event))
                .onSignal(JournalPersistFailed.class, (event, failed) -> onPersistFailed(failed.failure()))
                .onSignal(RecoveryFailed.class, (event, failed) -> onRecoveryFailed(failed.getFailure()))
                .onSignal(PostStop.class, (event, signal) -> host.left(eventId, context.getSelf()))
                .build();
    }

    // ---- buffer ----

    private Effect<Commit, Event> onRequest(Event event, Request request) {
        if (rereading) {
            request.replyTo().tell(EventReply.Unknown.INSTANCE);
            return Effect().none();
        }
        host.hosted().watch(eventId, request);
        buffer.add(request);
        flushSoon();
        return Effect().none();
    }

    private Effect<Commit, Event> onFlush(Event event, Flush flush) {
        flushIsComing = false;
        host.memory().used(eventId);
        return rereading ? Effect().none() : flush(orBlank(event));
    }

    private void flushSoon() {
        if (!flushIsComing) {
            flushIsComing = true;
            context.getSelf().tell(Flush.INSTANCE);
        }
    }

    // ---- decide, commit, reply ----

    private Effect<Commit, Event> flush(Event event) {
        long at = clock.at(event.lastAt());
        forgetAfterEnd(event, at);
        GroupCommit round = new GroupCommit(event, at, host.settings().maxDuePerCommit());
        List<Answer> answers = answerBuffered(event, at, round);
        Commit commit = round.commit();
        if (commit != null) {
            decided = event;
        } else if (mustFence(event) && !answers.isEmpty()) {
            commit = mark(event);
        } else {
            return replied(event, answers);
        }
        answersInFlight = answers;
        return persist(commit);
    }

    /** In order; but commands wait until nothing is due, and reads, which change nothing, do not wait for them. */
    private List<Answer> answerBuffered(Event event, long at, GroupCommit round) {
        int most = host.settings().maxCommandsPerCommit();
        List<Answer> answers = new ArrayList<>(Math.min(buffer.size(), most));
        List<Request> waiting = new ArrayList<>();
        long wall = clock.wall();
        while (!buffer.isEmpty() && answers.size() < most) {
            Request request = buffer.poll();
            if (request.isOver(wall)) {
                // Not done, and nobody listens; unless the clocks differ, and then this is true.
                request.replyTo().tell(EventReply.Busy.INSTANCE);
            } else if (round.isSettled() || !(request instanceof Ask)) {
                answers.add(new Answer(request.replyTo(), EventAnswers.to(request, event, at, round)));
            } else {
                waiting.add(request);
            }
        }
        for (int last = waiting.size() - 1; last >= 0; last--) {
            buffer.addFirst(waiting.get(last));
        }
        return answers;
    }

    /**
     * Before anything is refused or read, something is persisted: a write whose fate was unknown, here or on the node
     * before, is then on disk and seen, or never will be. An event that has ended changes no more, and one that nobody
     * created leaves no record.
     */
    private boolean mustFence(Event event) {
        return !fenced && event.exists() && event.status() == EventStatus.ACTIVE;
    }

    /** A commit without facts. Its time is in the snapshot, so that nobody who wakes the event is earlier. */
    private Commit mark(Event event) {
        Commit mark =
                new Commit(clock.at(event.lastAt()), event.lastFact() + 1, List.of(), event.tally(), event.queue());
        decided = event.apply(mark);
        return mark;
    }

    private Effect<Commit, Event> persist(Commit commit) {
        inFlight = commit;
        return Effect().persist(commit).thenRun(this::onWritten);
    }

    private Effect<Commit, Event> replied(Event event, List<Answer> answers) {
        answers.forEach(answer -> answer.to().tell(answer.reply()));
        if (event.isBlank()) {
            // Nobody has created it: do not keep an actor for each id that a client makes up.
            shard.tell(new Passivate<>(context.getSelf()));
        }
        next(event);
        return Effect().none();
    }

    /** The commit is on disk: publish before replying, so that who got a 201 sees it. */
    private void onWritten(Event event) {
        List<Answer> answers = answersInFlight;
        inFlight = null;
        decided = null;
        answersInFlight = List.of();
        host.remembers(eventId, event, context.getSelf());
        fenced = true;
        noted = false;
        forgot &= !wantsSnapshot;
        wantsSnapshot = false;
        publish(event);
        answers.forEach(answer -> answer.to().tell(answer.reply()));
        leaveSnapshot(event);
        next(event);
    }

    /** Beside the sale; of the event as the record says that was just written. */
    private void leaveSnapshot(Event event) {
        if (snapshots.isDue(event)) {
            host.snapshots()
                    .store(databaseShard, persistenceId().id(), sequenceNumber, event::freeze)
                    .ifPresent(result -> snapshots.began(event, result));
        }
    }

    private void next(Event event) {
        if (!buffer.isEmpty() || GroupCommit.isDue(event, clock.at(event.lastAt()))) {
            flushSoon();
        } else if (stopping) {
            // If the write that failed was its last, nobody tells it again.
            context.getSelf().tell(Stop.INSTANCE);
        }
        wakeAtNextDeadline(event);
    }

    private void wakeAtNextDeadline(Event event) {
        long deadline = Math.min(event.nextDeadline(), EndedEventRetention.forgetsAt(event));
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(Flush.INSTANCE);
            return;
        }
        long millis = (deadline - clock.at(event.lastAt())) / 1_000 + 1;
        timers.startSingleTimer(
                Flush.INSTANCE, Flush.INSTANCE, Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST_TIMER_MILLIS))));
    }

    private void publish(Event event) {
        if (event.exists()) {
            host.hosted().publish(EventAnswers.view(event), context.getSelf());
        } else {
            host.hosted().withdraw(eventId);
        }
    }

    private void forgetAfterEnd(Event event, long at) {
        if (EndedEventRetention.forget(event, at)) {
            forgot = true;
            host.remembers(eventId, event, context.getSelf());
        }
    }

    // ---- life ----

    private void onRecovered(Event recovered) {
        recovery.succeeded();
        Event event = orBlank(recovered);
        inFlight = null;
        fenced = false;
        noted = false;
        flushIsComing = false;
        snapshots.restored(event);
        forgetAfterEnd(event, clock.at(event.lastAt()));
        host.remembers(eventId, event, context.getSelf());
        if (!event.isBlank()) {
            host.recovered().increment();
        }
        if (!mustFence(event)) {
            publish(event);
        }
        next(event);
    }

    /** The write failed, perhaps after it reached the disk; the actor restarts and reads what is true. */
    private void onPersistFailed(Throwable failure) {
        recovery.begins(failure);
        boolean nothing = failure instanceof NothingWritten || failure instanceof CircuitBreakerOpenException;
        EventReply reply = nothing ? EventReply.Busy.INSTANCE : EventReply.Unknown.INSTANCE;
        host.hosted().withdraw(eventId);
        answersInFlight.forEach(answer -> answer.to().tell(reply));
        answersInFlight = List.of();
        inFlight = null;
        decided = null;
        noSnapshot |= wantsSnapshot;
        wantsSnapshot = false;
    }

    /** Tried again with back-off: the database may be away. Rows that are damaged need a person. */
    private void onRecoveryFailed(Throwable failure) {
        if (!recovery.failed(failure)) {
            host.memory().unreadable(eventId);
            return;
        }
        host.left(eventId, context.getSelf());
        buffer.forEach(request -> request.replyTo().tell(EventReply.Busy.UNREADABLE));
        buffer.clear();
        if (stopping) {
            context.getSelf().tell(Stop.INSTANCE);
        }
    }

    /** What is buffered or due comes first, then the snapshot, then word of the next deadline. */
    private Effect<Commit, Event> onStop(Event current, Stop stop) {
        Event event = orBlank(current);
        stopping = true;
        if (rereading) {
            return Effect().stop();
        }
        if (!buffer.isEmpty() || GroupCommit.isDue(event, clock.at(event.lastAt()))) {
            flushSoon();
            return Effect().none();
        }
        if (!noSnapshot && (forgot || snapshots.isDueWhenStopping(event))) {
            wantsSnapshot = true;
            return persist(mark(event));
        }
        if (!noted && event.nextDeadline() != Long.MAX_VALUE) {
            noteDeadline(event);
            return Effect().none();
        }
        return Effect().stop();
    }

    private void noteDeadline(Event event) {
        if (!noting) {
            noting = true;
            context.pipeToSelf(
                    host.sleepers().sleepsUntil(eventId, event.nextDeadline()), (done, failure) -> Noted.INSTANCE);
        }
    }

    private Effect<Commit, Event> onNoted(Event event, Noted word) {
        noting = false;
        noted = true;
        return onStop(event, Stop.INSTANCE);
    }

    private Effect<Commit, Event> onRetire(Event event, Retire retire) {
        shard.tell(new Passivate<>(context.getSelf()));
        return Effect().none();
    }

    /** Its shard starts it anew, from its journal, for whoever asks next. */
    private Effect<Commit, Event> onReread(Event event, Reread reread) {
        rereading = true;
        host.hosted().withdraw(eventId);
        buffer.forEach(request -> request.replyTo().tell(EventReply.Unknown.INSTANCE));
        buffer.clear();
        shard.tell(new Passivate<>(context.getSelf()));
        return Effect().none();
    }
}
