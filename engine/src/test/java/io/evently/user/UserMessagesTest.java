package io.evently.user;

import com.typesafe.config.ConfigFactory;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between nodes arrives as it was sent, under the settings that Evently is shipped with. */
class UserMessagesTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final Ciphertext SEALED = new Ciphertext(new byte[] {1, 2, 3});
    private static final BlindIndex INDEX = BlindIndex.ofHex("3c".repeat(32));
    private static final ActorRef<UserReply> USER_PROBE =
            KIT.createTestProbe(UserReply.class).getRef();
    private static final ActorRef<ClaimReply> CLAIM_PROBE =
            KIT.createTestProbe(ClaimReply.class).getRef();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Object> messages() {
        return Stream.of(
                ask(new UserCommand.Register(ADA, SEALED, SEALED, INDEX, "$argon2id$", Role.ADMIN, 5)),
                ask(new UserCommand.Rename(SEALED, 5)),
                ask(new UserCommand.ChangeAccess(null, null, ADA, 5)),
                ask(new UserCommand.ChangeAccess(Role.USER, false, ADA, 5)),
                ask(new UserCommand.ChangeAccess(Role.USER, false, ADA, 5, 7L)),
                ask(new UserCommand.Abandon(5)),
                ask(new UserCommand.Reaffirm(3, 5)),
                ask(new UserCommand.ChangePassword("$argon2id$", "$argon2id$2", ADA, 5)),
                ask(new UserCommand.EndSessions(9, 5)),
                new UserMessage.Look(USER_PROBE),
                UserMessage.Stop.INSTANCE,
                new UserReply.Is(new Account(ADA, SEALED, SEALED, INDEX, "$argon2id$", Role.USER, true, 3, 1, 2)),
                new UserReply.Is(
                        new Account(ADA, SEALED, SEALED, INDEX, "$argon2id$", Role.USER, true, 3, 1, 2, 9, ADA)),
                UserReply.IsNot.INSTANCE,
                new UserReply.Refused(UserRejection.EMAIL_TAKEN),
                ask(new ClaimCommand.Claim(ADA, null, 5)),
                ask(new ClaimCommand.Claim(ADA, ADA, 5)),
                ask(new ClaimCommand.Confirm(ADA)),
                new ClaimMessage.WhoHolds(CLAIM_PROBE),
                ClaimMessage.Stop.INSTANCE,
                ClaimReply.Granted.INSTANCE,
                ClaimReply.Taken.INSTANCE,
                new ClaimReply.Overdue(ADA),
                new ClaimReply.HeldBy(ADA),
                new ClaimReply.HeldBy(null));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageArrivesAsItWasSent(Object message) {
        KIT.serializationTestKit().verifySerialization(message, true);
    }

    private static Object ask(UserCommand command) {
        return new UserMessage.Ask(command, USER_PROBE);
    }

    private static Object ask(ClaimCommand command) {
        return new ClaimMessage.Ask(command, CLAIM_PROBE);
    }
}
