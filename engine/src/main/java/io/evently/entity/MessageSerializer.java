package io.evently.entity;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Tells Pekko how messages to and from events become bytes between nodes; never stored. Every command that reaches a node
 * without its event passes here four times, which showed in the profile when Jackson did it ({@code
 * loadtest/docs/hot-path.md}).
 */
public final class MessageSerializer extends SerializerWithStringManifest {

    /** Unique among all serializers of the system, and the same on all nodes. */
    private static final int IDENTIFIER = 781_003;

    private static final String MESSAGE = "message:1";

    private static final String REPLY = "reply:1";

    private final ActorRefResolver refs;

    /** Made by Pekko. */
    public MessageSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof EventReply ? REPLY : MESSAGE;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof EventMessage asked) {
            return MessageRecords.write(asked, refs);
        }
        if (message instanceof EventReply reply) {
            return ReplyRecords.write(reply);
        }
        throw new IllegalArgumentException("no record for " + message.getClass());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case MESSAGE -> MessageRecords.read(bytes, refs);
            case REPLY -> ReplyRecords.read(bytes);
            default ->
                throw new IllegalArgumentException(
                        "manifest %s is unknown: was this sent by a newer Evently?".formatted(manifest));
        };
    }
}
