package io.evently.user.actor;

import io.evently.cluster.EntityAsk;
import io.evently.crypto.BlindIndex;
import io.evently.database.Shards;
import io.evently.event.Origin;
import io.evently.user.ClaimCommand;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * How a node talks to users and claims, wherever in the cluster they live. Every command to them may be repeated, so one
 * that is not answered (a restart after a failed write, a shard on the move) is sent again; after the last attempt the
 * answer fails with a {@link TimeoutException}.
 */
public final class UserActors {

    private static final EntityTypeKey<UserMessage> USER = EntityTypeKey.create(UserMessage.class, UserEntity.TYPE);
    private static final EntityTypeKey<ClaimMessage> CLAIM =
            EntityTypeKey.create(ClaimMessage.class, EmailClaimEntity.TYPE);

    /** A write takes milliseconds and a restart less than a second; silence longer than this is a lost message. */
    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    private static final int ATTEMPTS = 4;

    private final ClusterSharding sharding;
    private final ActorRef<ClaimReply> nobody;

    /** Starts the shard regions of users and claims on this node. */
    public UserActors(ActorSystem<?> system) {
        this.sharding = ClusterSharding.get(system);
        this.nobody = system.ignoreRef();
        sharding.init(Entity.of(USER, context -> {
                    UUID userId = UUID.fromString(context.getEntityId());
                    return UserEntity.create(userId, Shards.shardOf(userId), context.getShard());
                })
                .withStopMessage(UserMessage.Stop.INSTANCE));
        sharding.init(Entity.of(
                        CLAIM,
                        context -> EmailClaimEntity.create(BlindIndex.ofHex(context.getEntityId()), context.getShard()))
                .withStopMessage(ClaimMessage.Stop.INSTANCE));
    }

    /** Asks what Evently itself wants. */
    public CompletableFuture<UserReply> ask(UUID userId, UserCommand command) {
        return ask(userId, command, Origin.SYSTEM);
    }

    /** @param origin whose wish it is */
    public CompletableFuture<UserReply> ask(UUID userId, UserCommand command, Origin origin) {
        return ask(user(userId), replyTo -> new UserMessage.Ask(command, replyTo, origin), ATTEMPTS);
    }

    public CompletableFuture<UserReply> look(UUID userId) {
        return ask(user(userId), UserMessage.Look::new, ATTEMPTS);
    }

    public CompletableFuture<ClaimReply> ask(BlindIndex address, ClaimCommand command) {
        return ask(claim(address), replyTo -> new ClaimMessage.Ask(command, replyTo), ATTEMPTS);
    }

    /**
     * Says that the user came. Nobody waits for it, and it may get lost: whoever finds the claim unconfirmed asks the
     * user, and says it again.
     */
    public void confirm(BlindIndex address, UUID userId) {
        claim(address).tell(new ClaimMessage.Ask(new ClaimCommand.Confirm(userId), nobody));
    }

    /** Whom the address is set aside for, registered or not. */
    public CompletableFuture<ClaimReply.HeldBy> holder(BlindIndex address) {
        return ask(claim(address), ClaimMessage.WhoHolds::new, ATTEMPTS)
                .thenApply(reply -> ((ClaimReply.HeldBy) reply));
    }

    private EntityRef<UserMessage> user(UUID userId) {
        return sharding.entityRefFor(USER, userId.toString());
    }

    private EntityRef<ClaimMessage> claim(BlindIndex address) {
        return sharding.entityRefFor(CLAIM, address.hex());
    }

    private static <M, R> CompletableFuture<R> ask(
            EntityRef<M> entity, Function<ActorRef<R>, M> message, int attempts) {
        return EntityAsk.ask(entity, message, ATTEMPT)
                .exceptionallyCompose(failure -> failure instanceof TimeoutException && attempts > 1
                        ? ask(entity, message, attempts - 1)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(reply -> isUnreadable(reply)
                        ? CompletableFuture.failedFuture(unreadable(attempts))
                        : CompletableFuture.completedFuture(reply));
    }

    private static boolean isUnreadable(Object reply) {
        return reply instanceof ClaimReply.Unreadable
                || (reply instanceof UserReply.Refused refused && refused.rejection() == UserRejection.UNREADABLE);
    }

    /** Nothing happened to this one; of an earlier one, which was not answered, that is not known. */
    private static Exception unreadable(int attempts) {
        return attempts == ATTEMPTS
                ? new UserRefused(UserRejection.UNREADABLE)
                : new TimeoutException("an earlier attempt was not answered, and the journal cannot be read");
    }
}
