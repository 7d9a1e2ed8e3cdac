package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.journal.Codec;
import io.evently.journal.Codecs;
import io.evently.journal.EnumCodec;
import io.evently.journal.Family;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Facts, snapshots and messages of users and of claims on addresses, as records. The numbers are for ever: one once used
 * is never given to something else.
 */
final class UserRecords {

    private static final EnumCodec<Role> ROLE = new EnumCodec<>("role", Role.class);

    private static final Codecs PARTS = new Codecs()
            .with(Role.class, ROLE)
            .with(UserCommand.ChangeAccess.class, "role", ROLE.orNull())
            .with(UserRejection.class, EnumCodec.named(UserRejection.class))
            .with(
                    Ciphertext.class,
                    Codec.of((out, cipher) -> out.bytes(cipher.bytes()), in -> new Ciphertext(in.bytes())))
            .with(
                    BlindIndex.class,
                    Codec.of((out, index) -> out.bytes(index.bytes()), in -> new BlindIndex(in.bytes())));

    static final Codec<User> USER = PARTS.fieldsOf(User.class);

    static final Family<UserFact> USER_FACTS = new Family<UserFact>("user fact", PARTS)
            .number(1, UserFact.UserRegistered.class)
            .number(2, UserFact.UserRenamed.class)
            .number(3, UserFact.AccessChanged.class)
            .number(4, UserFact.RegistrationAbandoned.class)
            .number(5, UserFact.PasswordChanged.class)
            .number(6, UserFact.SessionsEnded.class);

    static final Family<ClaimFact> CLAIM_FACTS = new Family<ClaimFact>("fact of a claim", PARTS)
            .number(1, ClaimFact.AddressClaimed.class)
            .number(2, ClaimFact.ClaimConfirmed.class);

    static final Family<UserCommand> USER_COMMANDS = new Family<UserCommand>("user command", PARTS)
            .number(1, UserCommand.Register.class)
            .number(2, UserCommand.Rename.class)
            .number(3, UserCommand.ChangeAccess.class)
            .number(4, UserCommand.Abandon.class)
            .number(5, UserCommand.Reaffirm.class)
            .number(6, UserCommand.ChangePassword.class)
            .number(7, UserCommand.EndSessions.class);

    static final Family<ClaimCommand> CLAIM_COMMANDS = new Family<ClaimCommand>("command to a claim", PARTS)
            .number(1, ClaimCommand.Claim.class)
            .number(2, ClaimCommand.Confirm.class);

    static final Family<UserReply> USER_REPLIES = new Family<UserReply>("reply of a user", PARTS)
            .number(1, UserReply.Is.class)
            .number(2, UserReply.IsNot.class)
            .number(3, UserReply.Refused.class);

    static final Family<ClaimReply> CLAIM_REPLIES = new Family<ClaimReply>("reply of a claim", PARTS)
            .number(1, ClaimReply.Granted.class)
            .number(2, ClaimReply.Taken.class)
            .number(3, ClaimReply.Overdue.class)
            .number(4, ClaimReply.HeldBy.class)
            .number(5, ClaimReply.Unreadable.class);

    private UserRecords() {}

    /** @param refs how those who ask are named */
    static Family<UserMessage> userMessages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(UserCommand.class, USER_COMMANDS.nested());
        return new Family<UserMessage>("message to a user", codecs)
                .number(1, UserMessage.Ask.class)
                .number(2, UserMessage.Look.class)
                .number(3, UserMessage.Stop.class);
    }

    /** @param refs how those who ask are named */
    static Family<ClaimMessage> claimMessages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(ClaimCommand.class, CLAIM_COMMANDS.nested());
        return new Family<ClaimMessage>("message to a claim", codecs)
                .number(1, ClaimMessage.Ask.class)
                .number(2, ClaimMessage.WhoHolds.class)
                .number(3, ClaimMessage.Stop.class);
    }
}
