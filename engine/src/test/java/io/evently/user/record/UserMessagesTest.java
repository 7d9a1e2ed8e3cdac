package io.evently.user.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Origin;
import io.evently.record.CborArrays;
import io.evently.record.Codec;
import io.evently.record.Kinds;
import io.evently.record.MessageSample;
import io.evently.record.RecordWriter;
import io.evently.record.SealedCodec;
import io.evently.user.Account;
import io.evently.user.ClaimCommand;
import io.evently.user.ClaimFact;
import io.evently.user.Forgotten;
import io.evently.user.Role;
import io.evently.user.UserCommand;
import io.evently.user.UserFact;
import io.evently.user.UserRejection;
import io.evently.user.actor.ClaimMessage;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.UserMessage;
import io.evently.user.actor.UserReply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What travels between nodes arrives as it was sent, under the settings that Evently is shipped with, and from a node of
 * the version before: {@code messages/0.1.0/<name>.hex} holds what 0.1.0 sends. Never change a message; add another one.
 */
class UserMessagesTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final Ciphertext SEALED = new Ciphertext(new byte[] {1, 2, 3});
    private static final BlindIndex INDEX = BlindIndex.ofHex("3c".repeat(32));
    private static final Account ACCOUNT =
            new Account(ADA, SEALED, SEALED, INDEX, "$argon2id$", Role.USER, true, 3, 1, 2);
    private static final ActorRef<UserReply> USER_ASKER = asker();
    private static final ActorRef<ClaimReply> CLAIM_ASKER = asker();

    private static final UserMessageSerializer SERIALIZER =
            new UserMessageSerializer((ExtendedActorSystem) KIT.system().classicSystem());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Arguments> messages() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "user-register",
                ask(new UserCommand.Register(ADA, SEALED, SEALED, INDEX, "$argon2id$", Role.ADMIN, 5)));
        all.put("user-rename", ask(new UserCommand.Rename(SEALED, 5)));
        all.put(
                "user-rename-with-an-origin",
                new UserMessage.Ask(
                        new UserCommand.Rename(SEALED, 5),
                        USER_ASKER,
                        new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER)));
        all.put("user-access-as-it-was", ask(new UserCommand.ChangeAccess(null, null, ADA, 5)));
        all.put("user-access", ask(new UserCommand.ChangeAccess(Role.USER, false, ADA, 5)));
        all.put("user-access-of-a-version", ask(new UserCommand.ChangeAccess(Role.USER, false, ADA, 5, 7L)));
        all.put("user-abandon", ask(new UserCommand.Abandon(5)));
        all.put("user-reaffirm", ask(new UserCommand.Reaffirm(3, 5)));
        all.put("user-change-password", ask(new UserCommand.ChangePassword("$argon2id$", "$argon2id$2", ADA, 5)));
        all.put("user-end-sessions", ask(new UserCommand.EndSessions(9, 5)));
        all.put("user-change-email-index", ask(new UserCommand.ChangeEmailIndex(INDEX, 5)));
        all.put("user-prove-address", ask(new UserCommand.ProveAddress(INDEX, 5)));
        all.put("user-change-address", ask(new UserCommand.ChangeAddress(SEALED, INDEX, 3, 5)));
        all.put("user-outdate", ask(new UserCommand.Outdate(3, 5)));
        all.put("user-reset-password", ask(new UserCommand.ResetPassword(9, INDEX, "$argon2id$2", 5)));
        all.put("user-forget", ask(new UserCommand.Forget(ADA, ADA, 5, null)));
        all.put("user-forget-of-a-version", ask(new UserCommand.Forget(ADA, null, 5, 7L)));
        all.put("user-look", new UserMessage.Look(USER_ASKER));
        all.put("user-stop", UserMessage.Stop.INSTANCE);
        all.put("user-is", new UserReply.Is(ACCOUNT));
        all.put("user-is-with-a-session", new UserReply.Is(ACCOUNT.withPassword("$argon2id$2", ADA, 9)));
        all.put("user-is-not", UserReply.IsNot.INSTANCE);
        all.put("user-is-forgotten", new UserReply.IsForgotten(new Forgotten(ADA, 4, 1, 5, ADA)));
        all.put("user-refused", new UserReply.Refused(UserRejection.EMAIL_TAKEN));
        all.put("claim", ask(new ClaimCommand.Claim(ADA, null, 5)));
        all.put("claim-instead", ask(new ClaimCommand.Claim(ADA, ADA, 5)));
        all.put("claim-anew", ask(new ClaimCommand.Claim(ADA, null, 5, true)));
        all.put("claim-confirm", ask(new ClaimCommand.Confirm(ADA)));
        all.put("claim-release", ask(new ClaimCommand.Release(ADA)));
        all.put("claim-release-of-one", ask(new ClaimCommand.Release(ADA, 7)));
        all.put("claim-who-holds", new ClaimMessage.WhoHolds(CLAIM_ASKER));
        all.put("claim-stop", ClaimMessage.Stop.INSTANCE);
        all.put("claim-granted", ClaimReply.Granted.INSTANCE);
        all.put("claim-taken", ClaimReply.Taken.INSTANCE);
        all.put("claim-unreadable", ClaimReply.Unreadable.INSTANCE);
        all.put("claim-overdue", new ClaimReply.Overdue(ADA));
        all.put("claim-held", new ClaimReply.HeldBy(ADA));
        all.put("claim-held-of-one", new ClaimReply.HeldBy(ADA, 7));
        all.put("claim-held-by-nobody", new ClaimReply.HeldBy(null));
        return all.entrySet().stream().map(message -> Arguments.of(message.getKey(), message.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aMessageArrivesAsItWasSent(String name, Object message) {
        KIT.serializationTestKit().verifySerialization(message, true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aMessageArrivesFromANodeOfTheVersionBefore(String name, Object message) throws IOException {
        MessageSample sample = MessageSample.of(name);

        assertThat(SERIALIZER.fromBinary(sample.bytes(), sample.manifest())).isEqualTo(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aMessageIsWrittenAsEverButForFieldsAtItsEnds(String name, Object message) throws IOException {
        MessageSample sample = MessageSample.of(name);

        assertThat(SERIALIZER.manifest(message)).isEqualTo(sample.manifest());
        assertThat(sample.asFarAsIn(SERIALIZER.toBinary(message))).isEqualTo(sample.asFarAsIn(sample.bytes()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void fieldsThatThisVersionDoesNotKnowArePassedOver(String name, Object message) {
        byte[] newer = CborArrays.withMoreFields(SERIALIZER.toBinary(message));

        assertThat(SERIALIZER.fromBinary(newer, SERIALIZER.manifest(message))).isEqualTo(message);
    }

    @Test
    void whatOnlyANewerNodeUnderstandsIsRefused() {
        byte[] unknown = RecordWriter.bytes(16, out -> out.number(1_000));

        assertThatThrownBy(() -> SERIALIZER.fromBinary(unknown, "user-message:1"))
                .hasMessageContaining("message to a user 1000 is unknown");
    }

    @Test
    void everyKindOfRecordAndMessageHasANumber() {
        Map<Class<?>, SealedCodec<?>> families = Map.of(
                UserFact.class, UserRecords.USER_FACTS,
                ClaimFact.class, UserRecords.CLAIM_FACTS,
                UserCommand.class, UserRecords.USER_COMMANDS,
                ClaimCommand.class, UserRecords.CLAIM_COMMANDS,
                UserReply.class, UserRecords.USER_REPLIES,
                ClaimReply.class, UserRecords.CLAIM_REPLIES,
                UserMessage.class, UserRecords.userMessages(Codec.of((out, ref) -> {}, in -> USER_ASKER)),
                ClaimMessage.class, UserRecords.claimMessages(Codec.of((out, ref) -> {}, in -> CLAIM_ASKER)));

        families.forEach(
                (kinds, family) -> assertThat(Kinds.of(kinds)).as("%s", kinds).allMatch(family::numbers));
    }

    private static <T> ActorRef<T> asker() {
        return ActorRefResolver.get(KIT.system()).resolveActorRef("pekko://evently@127.0.0.1:25520/temp/User$a");
    }

    private static Object ask(UserCommand command) {
        return new UserMessage.Ask(command, USER_ASKER);
    }

    private static Object ask(ClaimCommand command) {
        return new ClaimMessage.Ask(command, CLAIM_ASKER);
    }
}
