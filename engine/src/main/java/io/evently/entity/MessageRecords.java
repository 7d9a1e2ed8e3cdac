package io.evently.entity;

import io.evently.entity.EventMessage.Ask;
import io.evently.entity.EventMessage.Flush;
import io.evently.entity.EventMessage.GetBooking;
import io.evently.entity.EventMessage.GetEntry;
import io.evently.entity.EventMessage.GetEvent;
import io.evently.entity.EventMessage.GetQueue;
import io.evently.entity.EventMessage.Stop;
import io.evently.journal.RecordReader;
import io.evently.journal.RecordWriter;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * What is sent to an event, as a record: its kind, then its fields. Neighbouring versions talk to each other during a
 * rolling update, so fields are added at the end only, and a kind keeps its number.
 */
final class MessageRecords {

    private static final int BYTES = 256;

    private MessageRecords() {}

    static byte[] write(EventMessage message, ActorRefResolver refs) {
        return RecordWriter.bytes(BYTES, out -> {
            if (message instanceof Ask ask) {
                out.number(1).text(refs.toSerializationFormat(ask.replyTo()));
                out.array(() -> CommandRecords.write(out, ask.command())).number(ask.validUntil());
            } else if (message instanceof GetEvent get) {
                out.number(2).text(refs.toSerializationFormat(get.replyTo()));
                out.number(get.validUntil()).number(get.watchMillis());
            } else if (message instanceof GetBooking get) {
                out.number(3).text(refs.toSerializationFormat(get.replyTo()));
                out.id(get.bookingId()).id(get.by()).flag(get.asAdmin()).number(get.validUntil());
            } else if (message instanceof GetEntry get) {
                out.number(4).text(refs.toSerializationFormat(get.replyTo())).id(get.userId());
                out.number(get.validUntil());
            } else if (message instanceof GetQueue get) {
                out.number(5).text(refs.toSerializationFormat(get.replyTo()));
                out.number(get.afterKey()).number(get.limit()).number(get.validUntil());
            } else if (message instanceof Flush) {
                out.number(6);
            } else if (message instanceof Stop) {
                out.number(7);
            } else {
                throw new IllegalArgumentException(message + " is for events of this node alone");
            }
        });
    }

    static EventMessage read(byte[] bytes, ActorRefResolver refs) {
        return RecordReader.read(bytes, in -> {
            int kind = in.count();
            return switch (kind) {
                case 1 -> {
                    ActorRef<EventReply> replyTo = refs.resolveActorRef(in.text());
                    yield new Ask(in.array(() -> CommandRecords.read(in)), replyTo, in.number());
                }
                case 2 -> new GetEvent(refs.resolveActorRef(in.text()), in.number(), in.number());
                case 3 -> {
                    ActorRef<EventReply> replyTo = refs.resolveActorRef(in.text());
                    yield new GetBooking(in.id(), in.id(), in.flag(), replyTo, in.number());
                }
                case 4 -> {
                    ActorRef<EventReply> replyTo = refs.resolveActorRef(in.text());
                    yield new GetEntry(in.id(), replyTo, in.number());
                }
                case 5 -> {
                    ActorRef<EventReply> replyTo = refs.resolveActorRef(in.text());
                    yield new GetQueue(in.number(), in.count(), replyTo, in.number());
                }
                case 6 -> Flush.INSTANCE;
                case 7 -> Stop.INSTANCE;
                default ->
                    throw new IllegalArgumentException(
                            "message %d is unknown: was this sent by a newer Evently?".formatted(kind));
            };
        });
    }
}
