package io.evently.user.actor;

import io.evently.journal.JournalPlugins;
import io.evently.recovery.Recovery;
import io.evently.user.User;
import io.evently.user.UserDecider;
import io.evently.user.UserDecision;
import io.evently.user.UserDecision.Accepted;
import io.evently.user.UserDecision.Refused;
import io.evently.user.UserFact;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserMessage.Ask;
import io.evently.user.actor.UserMessage.Look;
import io.evently.user.actor.UserMessage.Stop;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.Passivate;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding.ShardCommand;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The actor of one user: a thin shell round {@link UserDecider}. A failed write restarts it; whoever asked hears nothing, asks
 * again, and then learns what is on disk.
 */
final class UserEntity extends EventSourcedBehavior<UserMessage, UserFact, User> {

    /** The first part of every user's persistence id, and the sharding type's name. */
    static final String TYPE = "User";

    /** Users have a handful of facts; this bounds the recovery of one who renames himself all day. */
    private static final int FACTS_PER_SNAPSHOT = 100;

    /** The newest, and one more should it not read. */
    private static final int SNAPSHOTS_KEPT = 2;

    private final ActorContext<UserMessage> context;
    private final ActorRef<ShardCommand> shard;
    private final int databaseShard;
    private final Recovery<UserMessage> recovery;

    /** @param databaseShard where its journal is, 0 to 3 */
    static Behavior<UserMessage> create(UUID userId, int databaseShard, ActorRef<ShardCommand> shard) {
        return Recovery.of(
                UserMessage.class,
                PersistenceId.of(TYPE, userId.toString()).id(),
                JournalPlugins.journal(databaseShard),
                Refusals.INSTANCE,
                recovery ->
                        Behaviors.setup(context -> new UserEntity(context, userId, databaseShard, shard, recovery)));
    }

    private enum Refusals implements Recovery.RefusalPolicy<UserMessage> {
        INSTANCE;

        /** Too many, and they ask again. */
        @Override
        public void refuse(UserMessage message, Recovery.Reason reason) {
            UserReply reply = new UserReply.Refused(UserRejection.UNREADABLE);
            if (reason == Recovery.Reason.UNREADABLE && message instanceof Ask ask) {
                ask.replyTo().tell(reply);
            } else if (reason == Recovery.Reason.UNREADABLE && message instanceof Look look) {
                look.replyTo().tell(reply);
            }
        }

        @Override
        public boolean isStop(UserMessage message) {
            return message instanceof Stop;
        }
    }

    private UserEntity(
            ActorContext<UserMessage> context,
            UUID userId,
            int databaseShard,
            ActorRef<ShardCommand> shard,
            Recovery<UserMessage> recovery) {
        super(
                PersistenceId.of(TYPE, userId.toString()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2)
                        .withLoggingEnabled(false));
        this.context = context;
        this.recovery = recovery;
        this.databaseShard = databaseShard;
        this.shard = shard;
    }

    @Override
    public String journalPluginId() {
        return JournalPlugins.journal(databaseShard);
    }

    @Override
    public String snapshotPluginId() {
        return JournalPlugins.snapshot(databaseShard);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(FACTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
    }

    @Override
    public User emptyState() {
        return User.NOBODY;
    }

    @Override
    public EventHandler<User, UserFact> eventHandler() {
        return User::apply;
    }

    @Override
    public CommandHandler<UserMessage, UserFact, User> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Ask.class, this::onAsk)
                .onCommand(Look.class, (user, look) -> answer(user, look.replyTo(), reply(user)))
                .onCommand(Stop.class, (user, stop) -> Effect().stop())
                .build();
    }

    @Override
    public SignalHandler<User> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, signal) -> recovery.succeeded())
                .onSignal(RecoveryFailed.class, (state, failed) -> recovery.failed(failed.getFailure()))
                .onSignal(JournalPersistFailed.class, (state, failed) -> recovery.begins(failed.failure()))
                .build();
    }

    private Effect<UserFact, User> onAsk(User user, Ask ask) {
        UserDecision decision = UserDecider.decide(user, ask.command());
        if (decision instanceof Accepted accepted && accepted.fact() != null) {
            return Effect().persist(accepted.fact()).thenRun(after -> ask.replyTo()
                    .tell(reply(after)));
        }
        UserReply reply =
                decision instanceof Refused refused ? new UserReply.Refused(refused.rejection()) : reply(user);
        return answer(user, ask.replyTo(), reply);
    }

    private Effect<UserFact, User> answer(User user, ActorRef<UserReply> to, UserReply reply) {
        to.tell(reply);
        if (!user.exists() && !user.isForgotten()) {
            // Do not keep an actor for each id that a token or a client makes up.
            shard.tell(new Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    private static UserReply reply(User user) {
        if (user.isForgotten()) {
            return new UserReply.IsForgotten(user.forgotten());
        }
        return user.exists() ? new UserReply.Is(user.account()) : UserReply.IsNot.INSTANCE;
    }
}
