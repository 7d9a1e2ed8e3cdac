package io.evently.event.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.event.EventCommand;
import io.evently.event.actor.EventMessage;
import io.evently.event.actor.EventReply;
import io.evently.record.CborArrays;
import io.evently.record.Codec;
import io.evently.record.Kinds;
import io.evently.record.MessageSample;
import io.evently.record.RecordWriter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What travels between nodes arrives as it was sent, from a node of this version and from one of the version before: a
 * cluster of one never tries, and a rolling update always does.
 */
class MessagesTest {

    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local, evently.cluster.port = 0")
                    .withFallback(ConfigFactory.load()));
    private static final ActorRef<EventReply> ASKER =
            ActorRefResolver.get(KIT.system()).resolveActorRef("pekko://evently@127.0.0.1:25520/temp/Event$a");
    /** {@link MessageSerializer}: neighbours tell each other the number, so it is for ever. */
    private static final int SERIALIZER = 781_003;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Set<String> names() {
        return MessageSamples.all(ASKER).keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void arrivesAsItWasSent(String name) {
        Object message = MessageSamples.all(ASKER).get(name);
        assertThat(KIT.serializationTestKit().verifySerialization(message, true))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("names")
    void arrivesFromANodeOfTheVersionBefore(String name) throws IOException {
        MessageSample sample = MessageSample.of(name);
        assertThat(read(sample.manifest(), sample.bytes()))
                .isEqualTo(MessageSamples.all(ASKER).get(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isWrittenAsEverButForFieldsAtItsEnds(String name) throws IOException {
        Object message = MessageSamples.all(ASKER).get(name);
        MessageSample sample = MessageSample.of(name);

        assertThat(serializer().manifest(message)).isEqualTo(sample.manifest());
        assertThat(sample.asFarAsIn(serializer().toBinary(message))).isEqualTo(sample.asFarAsIn(sample.bytes()));
    }

    /** What a newer neighbour says more is not for this node. */
    @ParameterizedTest
    @MethodSource("names")
    void fieldsThatThisVersionDoesNotKnowArePassedOver(String name) {
        Object message = MessageSamples.all(ASKER).get(name);
        byte[] newer = CborArrays.withMoreFields(serializer().toBinary(message));
        assertThat(read(serializer().manifest(message), newer)).isEqualTo(message);
    }

    /** It is lost as if the network had lost it: whoever asked asks again, or does not know. */
    @Test
    void whatOnlyANewerNodeUnderstandsIsRefused() {
        byte[] unknown = RecordWriter.bytes(16, out -> out.number(1_000));
        for (String manifest : List.of("message:1", "reply:1", "message:9")) {
            assertThatThrownBy(() -> read(manifest, unknown))
                    .hasMessageContaining("unknown")
                    .hasMessageContaining("newer Evently");
        }
    }

    @Test
    void noCommandIsForgotten() {
        assertThat(MessageSamples.COMMANDS.stream().map(Object::getClass).distinct())
                .hasSize(Kinds.of(EventCommand.class).size());
    }

    @Test
    void whateverTravelsHasANumber() {
        Set<Class<?>> travelling = Kinds.of(EventMessage.class);
        travelling.removeAll(Kinds.of(EventMessage.Local.class));

        assertThat(travelling).allMatch(MessageRecords.messages(Codec.of((out, ref) -> {}, in -> ASKER))::numbers);
        assertThat(Kinds.of(EventCommand.class)).allMatch(MessageRecords.COMMANDS::numbers);
        assertThat(Kinds.of(EventReply.class)).allMatch(MessageRecords.REPLIES::numbers);
    }

    private static MessageSerializer serializer() {
        return new MessageSerializer((ExtendedActorSystem) KIT.system().classicSystem());
    }

    private static Object read(String manifest, byte[] bytes) {
        return SerializationExtension.get(KIT.system().classicSystem())
                .deserialize(bytes, SERIALIZER, manifest)
                .get();
    }
}
