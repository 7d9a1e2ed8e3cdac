package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.typesafe.config.ConfigFactory;
import io.evently.event.EventCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.serialization.Serialization;
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
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

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
        Message message = MessageSamples.all(ASKER).get(name);
        assertThat(KIT.serializationTestKit().<Message>verifySerialization(message, true))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("names")
    void arrivesFromANodeOfTheVersionBefore(String name) throws IOException {
        Sample sample = sample(name);
        assertThat(read(sample.manifest(), sample.bytes()))
                .isEqualTo(MessageSamples.all(ASKER).get(name));
    }

    /** What a newer neighbour says more is not for this node. */
    @Test
    void aFieldThatThisVersionDoesNotKnowIsPassedOver() throws IOException {
        Sample sample = sample("ask-Book");
        ObjectNode newer = (ObjectNode) CBOR.readTree(sample.bytes());
        newer.put("invented", "later");
        ((ObjectNode) newer.get("command")).put("invented", "later");

        assertThat(read(sample.manifest(), CBOR.writeValueAsBytes(newer)))
                .isEqualTo(MessageSamples.all(ASKER).get("ask-Book"));
    }

    @Test
    void noCommandIsForgotten() {
        assertThat(MessageSamples.COMMANDS.stream().map(Object::getClass).distinct())
                .hasSize(EventCommand.class.getPermittedSubclasses().length);
    }

    private record Sample(String manifest, String hex) {

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private static Sample sample(String name) throws IOException {
        try (InputStream in = MessagesTest.class.getResourceAsStream("/messages/0.1.0/" + name + ".hex")) {
            assertThat(in).as("the sample of %s", name).isNotNull();
            String[] lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n");
            return new Sample(lines[0], lines[1]);
        }
    }

    private static Object read(String manifest, byte[] bytes) throws IOException {
        Serialization serialization =
                SerializationExtension.get(KIT.system().classicSystem());
        try {
            int serializer = serialization
                    .serializerFor(Class.forName(manifest, false, MessagesTest.class.getClassLoader()))
                    .identifier();
            return serialization.deserialize(bytes, serializer, manifest).get();
        } catch (ClassNotFoundException renamed) {
            throw new IOException("a neighbour of the version before sends " + manifest, renamed);
        }
    }
}
