package io.evently.user.record;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Origin;
import io.evently.event.record.PackedOrigins;
import io.evently.record.Codec;
import io.evently.record.Codecs;
import io.evently.record.EnumCodec;
import io.evently.record.SealedCodec;
import io.evently.user.ClaimCommand;
import io.evently.user.ClaimFact;
import io.evently.user.Role;
import io.evently.user.User;
import io.evently.user.UserCommand;
import io.evently.user.UserFact;
import io.evently.user.UserRejection;
import io.evently.user.actor.ClaimMessage;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.UserMessage;
import io.evently.user.actor.UserReply;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Facts, snapshots and messages of users and of claims on addresses, as records. The numbers are for ever: one once used
 * is never given to something else.
 */
final class UserRecords {

    private static final EnumCodec<Role> ROLE = new EnumCodec<>("role", Role.class);

    private static final Codecs PARTS = new Codecs()
            .with(Role.class, ROLE)
            .with(Origin.class, PackedOrigins.ONE)
            .with(UserCommand.ChangeAccess.class, "role", ROLE.orNull())
            .with(UserRejection.class, EnumCodec.named(UserRejection.class))
            .with(
                    Ciphertext.class,
                    Codec.of((out, cipher) -> out.bytes(cipher.bytes()), in -> new Ciphertext(in.bytes())))
            .with(
                    UserFact.AddressChanged.class,
                    "formerEmail",
                    Codec.of(
                            (out, cipher) -> out.bytes(cipher == null ? null : cipher.bytes()),
                            in -> cipherOrNull(in.bytes())))
            .with(
                    BlindIndex.class,
                    Codec.of(
                            (out, index) -> out.bytes(index == null ? null : index.bytes()),
                            in -> indexOrNull(in.bytes())));

    static final Codec<User> USER = PARTS.fieldsOf(User.class);

    static final SealedCodec<UserFact> USER_FACTS = new SealedCodec<>("user fact", UserFact.class, PARTS);

    static final SealedCodec<ClaimFact> CLAIM_FACTS = new SealedCodec<>("fact of a claim", ClaimFact.class, PARTS);

    static final SealedCodec<UserCommand> USER_COMMANDS = new SealedCodec<>("user command", UserCommand.class, PARTS);

    static final SealedCodec<ClaimCommand> CLAIM_COMMANDS =
            new SealedCodec<>("command to a claim", ClaimCommand.class, PARTS);

    static final SealedCodec<UserReply> USER_REPLIES = new SealedCodec<>("reply of a user", UserReply.class, PARTS);

    static final SealedCodec<ClaimReply> CLAIM_REPLIES = new SealedCodec<>("reply of a claim", ClaimReply.class, PARTS);

    private UserRecords() {}

    /** Who never registered and was forgotten has none. */
    private static BlindIndex indexOrNull(byte[] bytes) {
        return bytes == null ? null : new BlindIndex(bytes);
    }

    /** The same address, spelled otherwise, was not left. */
    private static Ciphertext cipherOrNull(byte[] bytes) {
        return bytes == null ? null : new Ciphertext(bytes);
    }

    /** @param refs how those who ask are named */
    static SealedCodec<UserMessage> userMessages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(UserCommand.class, USER_COMMANDS.nested());
        return new SealedCodec<>("message to a user", UserMessage.class, codecs);
    }

    /** @param refs how those who ask are named */
    static SealedCodec<ClaimMessage> claimMessages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(ClaimCommand.class, CLAIM_COMMANDS.nested());
        return new SealedCodec<>("message to a claim", ClaimMessage.class, codecs);
    }
}
