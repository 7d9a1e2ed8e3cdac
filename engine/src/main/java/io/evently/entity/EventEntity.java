package io.evently.entity;

import io.evently.entity.EventMessage.Ask;
import io.evently.entity.EventMessage.Flush;
import io.evently.entity.EventMessage.GetBooking;
import io.evently.entity.EventMessage.GetEntry;
import io.evently.entity.EventMessage.GetEvent;
import io.evently.entity.EventMessage.GetQueue;
import io.evently.entity.EventMessage.Request;
import io.evently.entity.EventMessage.Stop;
import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Decision;
import io.evently.event.Event;
import io.evently.event.Rejection;
import io.evently.event.Round;
import io.evently.event.WaitlistEntry;
import io.evently.journal.JournalPlugins;
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
 * The actor of one event: a thin shell round {@link Round}.
 *
 * <p>Group commit: requests are buffered; a {@link Flush} decides the whole buffer in order, each seeing the ones before
 * it, and persists once. While that write is in flight, Pekko stashes what arrives; it becomes the next buffer. So the
 * batch grows with the load and nobody waits for a timer. Answers leave when the facts are on disk.
 */
public final class EventEntity extends EventSourcedBehavior<EventMessage, Commit, Event> {

    /** The first part of every event's persistence id, and the sharding type's name. */
    public static final String TYPE = "Event";

    /**
     * A snapshot stops the entity: some 2 s with 400,000 bookings on two full processors, which at half its peak were the
     * event's p99. So under load one is taken only when a replay would take about as long as a request may.
     */
    private static final long FACTS_UNDER_LOAD = 1_000_000;
    /** When the entity stops anyway, a snapshot is worth it as soon as a replay would take more than a moment. */
    private static final long FACTS_WHEN_STOPPING = 500;
    /** Java's timers and wall clocks drift apart; look again after an hour at the latest. */
    private static final long LONGEST_TIMER_MILLIS = 3_600_000;

    private record Answer(ActorRef<EventReply> to, EventReply reply) {}

    private final ActorContext<EventMessage> context;
    private final TimerScheduler<EventMessage> timers;
    private final ActorRef<ShardCommand> shard;
    private final UUID eventId;
    private final int databaseShard;
    private final EntitySettings settings;
    private final HostedEvents hosted;
    private final CommitClock clock;

    private final ArrayDeque<Request> buffer = new ArrayDeque<>();
    private boolean flushIsComing;
    private boolean stopping;
    private Commit inFlight;
    /** The event with {@link #inFlight} applied. */
    private Event decided;

    private List<Answer> answersInFlight = List.of();
    private long factsAtSnapshot;

    /** @param databaseShard where its journal is, 0 to 3 */
    static Behavior<EventMessage> create(
            UUID eventId,
            int databaseShard,
            ActorRef<ShardCommand> shard,
            EntitySettings settings,
            HostedEvents hosted,
            NodeClock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new EventEntity(context, timers, shard, eventId, databaseShard, settings, hosted, clock)));
    }

    private EventEntity(
            ActorContext<EventMessage> context,
            TimerScheduler<EventMessage> timers,
            ActorRef<ShardCommand> shard,
            UUID eventId,
            int databaseShard,
            EntitySettings settings,
            HostedEvents hosted,
            NodeClock clock) {
        super(
                PersistenceId.of(TYPE, eventId.toString()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2)
                        // Pekko's log line would hold the whole statement with its values; onPersistFailed has ours.
                        .withLoggingEnabled(false));
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.eventId = eventId;
        this.databaseShard = databaseShard;
        this.settings = settings;
        this.hosted = hosted;
        this.clock = new CommitClock(clock);
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

    @Override
    public boolean shouldSnapshot(Event event, Commit commit, long sequenceNr) {
        long facts = event.lastFact() - factsAtSnapshot;
        boolean due = commit.facts().isEmpty() || facts > Math.max(FACTS_UNDER_LOAD, event.remembered() / 2);
        if (due) {
            factsAtSnapshot = event.lastFact();
        }
        return due;
    }

    @Override
    public CommandHandler<EventMessage, Commit, Event> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Request.class, this::onRequest)
                .onCommand(Flush.class, this::onFlush)
                .onCommand(Stop.class, this::onStop)
                .build();
    }

    @Override
    public SignalHandler<Event> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (event, signal) -> onRecovered(event))
                .onSignal(JournalPersistFailed.class, (event, failed) -> onPersistFailed(failed.failure()))
                .onSignal(RecoveryFailed.class, (event, failed) -> onRecoveryFailed(failed.getFailure()))
                .onSignal(PostStop.class, (event, signal) -> hosted.withdraw(eventId))
                .build();
    }

    // ---- buffer ----

    private Effect<Commit, Event> onRequest(Event event, Request request) {
        buffer.add(request);
        flushSoon();
        return Effect().none();
    }

    private Effect<Commit, Event> onFlush(Event event, Flush flush) {
        flushIsComing = false;
        return flush(orBlank(event));
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
        Round round = new Round(event, at, settings.maxOwedPerCommit());
        List<Answer> answers = new ArrayList<>(Math.min(buffer.size(), settings.maxCommandsPerCommit()));
        while (round.isSettled() && !buffer.isEmpty() && answers.size() < settings.maxCommandsPerCommit()) {
            Request request = buffer.poll();
            answers.add(new Answer(request.replyTo(), answer(event, at, request, round)));
        }
        Commit commit = round.commit();
        if (commit == null) {
            return replied(event, answers);
        }
        inFlight = commit;
        decided = event;
        answersInFlight = answers;
        return Effect().persist(inFlight).thenRun(this::onWritten);
    }

    private static EventReply answer(Event event, long at, Request request, Round round) {
        if (request instanceof Ask ask) {
            return answer(event, at, round.decide(ask.command()));
        }
        if (!event.exists()) {
            return new EventReply.Refused(Rejection.EVENT_NOT_FOUND, 0);
        }
        if (request instanceof GetBooking get) {
            Booking booking = event.booking(get.bookingId(), at);
            boolean mayRead =
                    booking != null && (get.asAdmin() || booking.userId().equals(get.by()));
            return mayRead
                    ? new EventReply.BookingState(booking, false)
                    : new EventReply.Refused(Rejection.BOOKING_NOT_FOUND, 0);
        }
        if (request instanceof GetEntry get) {
            WaitlistEntry entry = event.entryOf(get.userId());
            return entry == null ? new EventReply.Refused(Rejection.ENTRY_NOT_FOUND, 0) : entryState(event, entry);
        }
        if (request instanceof GetQueue get) {
            return queuePage(event, get);
        }
        if (request instanceof GetEvent) {
            return new EventReply.EventState(view(event));
        }
        throw new IllegalArgumentException("nothing answers " + request);
    }

    /** What came of a command, as everything it led to has left it. */
    private static EventReply answer(Event event, long at, Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            return switch (accepted.subject()) {
                case EVENT -> new EventReply.EventState(view(event));
                case BOOKING -> new EventReply.BookingState(event.booking(accepted.id(), at), false);
                case ENTRY -> entryState(event, event.entry(accepted.id()));
            };
        }
        if (decision instanceof Decision.Repeated repeated) {
            return new EventReply.BookingState(repeated.booking(), repeated.byKey());
        }
        Decision.Refused refused = (Decision.Refused) decision;
        return new EventReply.Refused(refused.rejection(), refused.currentPrice());
    }

    private static EventReply.EntryState entryState(Event event, WaitlistEntry entry) {
        return new EventReply.EntryState(entry, event.positionOf(entry));
    }

    /** One more than asked for tells whether there is more; who follows whom needs one look-up of a position. */
    private static EventReply.QueuePage queuePage(Event event, GetQueue get) {
        List<WaitlistEntry> found = event.waiting(get.afterKey(), get.limit() + 1);
        int first = found.isEmpty() ? 0 : event.positionOf(found.get(0));
        List<EventReply.EntryState> page = new ArrayList<>(get.limit());
        for (WaitlistEntry entry : found.subList(0, Math.min(found.size(), get.limit()))) {
            page.add(new EventReply.EntryState(entry, first + page.size()));
        }
        return new EventReply.QueuePage(page, found.size() > get.limit());
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
        publish(event);
        answers.forEach(answer -> answer.to().tell(answer.reply()));
        next(event);
    }

    private void next(Event event) {
        if (!buffer.isEmpty() || Round.isOwed(event, clock.at(event.lastAt()))) {
            flushSoon();
        } else if (stopping) {
            context.getSelf().tell(Stop.INSTANCE);
        }
        wakeAtNextDeadline(event);
    }

    private void wakeAtNextDeadline(Event event) {
        long deadline = event.nextDeadline();
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
            hosted.publish(view(event));
        } else {
            hosted.withdraw(eventId);
        }
    }

    private static EventView view(Event event) {
        return new EventView(event.head(), event.tally(), event.queue().waiting(), event.nextDeadline());
    }

    // ---- life ----

    private void onRecovered(Event recovered) {
        Event event = orBlank(recovered);
        inFlight = null;
        factsAtSnapshot = event.restoredFact();
        publish(event);
        if (!event.isBlank()) {
            wakeAtNextDeadline(event);
        }
        flushIsComing = false;
        if (!buffer.isEmpty() || Round.isOwed(event, clock.at(event.lastAt()))) {
            flushSoon();
        }
    }

    /**
     * The write failed, perhaps after it reached the disk; the actor restarts and reads what is true. An open circuit
     * breaker is the one failure that is known to have written nothing.
     */
    private void onPersistFailed(Throwable failure) {
        context.getLog()
                .warn("event {}: a commit failed: {}", eventId, rootOf(failure).toString());
        hosted.withdraw(eventId);
        EventReply reply =
                failure instanceof CircuitBreakerOpenException ? EventReply.Busy.INSTANCE : EventReply.Unknown.INSTANCE;
        answersInFlight.forEach(answer -> answer.to().tell(reply));
        answersInFlight = List.of();
        inFlight = null;
        decided = null;
    }

    /** Tried again with back-off: the database may be away. A damaged journal needs a person. */
    private void onRecoveryFailed(Throwable failure) {
        context.getLog()
                .error(
                        "event {}: its journal cannot be read: {}",
                        eventId,
                        rootOf(failure).toString());
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private Effect<Commit, Event> onStop(Event current, Stop stop) {
        Event event = orBlank(current);
        stopping = true;
        if (!buffer.isEmpty()) {
            flushSoon();
            return Effect().none();
        }
        if (event.lastFact() - factsAtSnapshot < FACTS_WHEN_STOPPING) {
            return Effect().stop();
        }
        inFlight = new Commit(clock.at(event.lastAt()), event.lastFact() + 1, List.of(), event.tally(), event.queue());
        // Applied, although it has no facts: its time is in the snapshot, so that nobody who wakes the event is
        // earlier.
        decided = event.apply(inFlight);
        return Effect().persist(inFlight).thenStop();
    }
}
