package io.evently.user.actor;

import io.evently.crypto.BlindIndex;
import io.evently.database.Shards;
import io.evently.journal.JournalPlugins;
import io.evently.recovery.Recovery;
import io.evently.user.ClaimDecider;
import io.evently.user.ClaimDecision;
import io.evently.user.ClaimDecision.Accepted;
import io.evently.user.ClaimDecision.Overdue;
import io.evently.user.ClaimDecision.Taken;
import io.evently.user.ClaimFact;
import io.evently.user.EmailClaim;
import io.evently.user.actor.ClaimMessage.Ask;
import io.evently.user.actor.ClaimMessage.Stop;
import io.evently.user.actor.ClaimMessage.WhoHolds;
import java.time.Duration;
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
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The actor of the claim on one address: a thin shell round {@link ClaimDecider}, known by the address's blind index. It
 * takes no snapshots: an address is claimed once, or once more per registration that was abandoned.
 */
final class EmailClaimEntity extends EventSourcedBehavior<ClaimMessage, ClaimFact, EmailClaim> {

    /** The first part of every claim's persistence id, and the sharding type's name. */
    static final String TYPE = "Email";

    private final ActorContext<ClaimMessage> context;
    private final ActorRef<ShardCommand> shard;
    private final int databaseShard;
    private final Recovery<ClaimMessage> recovery;

    static Behavior<ClaimMessage> create(BlindIndex address, ActorRef<ShardCommand> shard) {
        return Recovery.of(
                ClaimMessage.class,
                PersistenceId.of(TYPE, address.hex()).id(),
                JournalPlugins.journal(address.shard(Shards.COUNT)),
                Refusals.INSTANCE,
                recovery -> Behaviors.setup(context -> new EmailClaimEntity(context, address, shard, recovery)));
    }

    private enum Refusals implements Recovery.RefusalPolicy<ClaimMessage> {
        INSTANCE;

        /** Too many, and they ask again. */
        @Override
        public void refuse(ClaimMessage message, Recovery.Reason reason) {
            if (reason == Recovery.Reason.UNREADABLE && message instanceof Ask ask) {
                ask.replyTo().tell(ClaimReply.Unreadable.INSTANCE);
            } else if (reason == Recovery.Reason.UNREADABLE && message instanceof WhoHolds who) {
                who.replyTo().tell(ClaimReply.Unreadable.INSTANCE);
            }
        }

        @Override
        public boolean isStop(ClaimMessage message) {
            return message instanceof Stop;
        }
    }

    private EmailClaimEntity(
            ActorContext<ClaimMessage> context,
            BlindIndex address,
            ActorRef<ShardCommand> shard,
            Recovery<ClaimMessage> recovery) {
        super(
                PersistenceId.of(TYPE, address.hex()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2)
                        .withLoggingEnabled(false));
        this.context = context;
        this.recovery = recovery;
        this.databaseShard = address.shard(Shards.COUNT);
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
    public EmailClaim emptyState() {
        return EmailClaim.FREE;
    }

    @Override
    public EventHandler<EmailClaim, ClaimFact> eventHandler() {
        return EmailClaim::apply;
    }

    @Override
    public CommandHandler<ClaimMessage, ClaimFact, EmailClaim> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Ask.class, this::onAsk)
                .onCommand(
                        WhoHolds.class,
                        (claim, who) ->
                                answer(claim, who.replyTo(), new ClaimReply.HeldBy(claim.holder(), claim.claimedAt())))
                .onCommand(Stop.class, (claim, stop) -> Effect().stop())
                .build();
    }

    @Override
    public SignalHandler<EmailClaim> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, signal) -> recovery.succeeded())
                .onSignal(RecoveryFailed.class, (state, failed) -> recovery.failed(failed.getFailure()))
                .onSignal(JournalPersistFailed.class, (state, failed) -> recovery.begins(failed.failure()))
                .build();
    }

    private Effect<ClaimFact, EmailClaim> onAsk(EmailClaim claim, Ask ask) {
        ClaimDecision decision = ClaimDecider.decide(claim, ask.command());
        if (decision instanceof Accepted accepted && accepted.fact() != null) {
            return Effect().persist(accepted.fact()).thenRun(after -> {
                ask.replyTo().tell(ClaimReply.Granted.INSTANCE);
                passivateIfFree(after);
            });
        }
        return answer(claim, ask.replyTo(), reply(decision));
    }

    private Effect<ClaimFact, EmailClaim> answer(EmailClaim claim, ActorRef<ClaimReply> to, ClaimReply reply) {
        to.tell(reply);
        passivateIfFree(claim);
        return Effect().none();
    }

    /** Do not keep an actor for each address that somebody tries. */
    private void passivateIfFree(EmailClaim claim) {
        if (claim.holder() == null) {
            shard.tell(new Passivate<>(context.getSelf()));
        }
    }

    private static ClaimReply reply(ClaimDecision decision) {
        if (decision instanceof Overdue overdue) {
            return new ClaimReply.Overdue(overdue.userId());
        }
        return decision instanceof Taken ? ClaimReply.Taken.INSTANCE : ClaimReply.Granted.INSTANCE;
    }
}
