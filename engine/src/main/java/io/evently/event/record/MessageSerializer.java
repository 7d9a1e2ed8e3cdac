package io.evently.event.record;

import io.evently.event.actor.EventMessage;
import io.evently.event.actor.EventReply;
import io.evently.record.RecordSerializer;
import org.apache.pekko.actor.ExtendedActorSystem;

/**
 * How messages to and from events become bytes between nodes; never stored. Every command that reaches a node without its
 * event passes here four times, which showed in the profile when Jackson wrote names ({@code loadtest/docs/hot-path.md}).
 */
public final class MessageSerializer extends RecordSerializer {

    private static final int BYTES = 256;

    /** Made by Pekko. */
    public MessageSerializer(ExtendedActorSystem system) {
        super(
                781_003,
                Form.of("message:1", EventMessage.class, BYTES, MessageRecords.messages(refs(system))),
                Form.of("reply:1", EventReply.class, BYTES, MessageRecords.REPLIES));
    }
}
