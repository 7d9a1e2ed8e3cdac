package io.evently.event.record;

import io.evently.event.BookingLimit;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.Origin;
import io.evently.event.Rejection;
import io.evently.event.actor.EventMessage;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventReply.Busy;
import io.evently.event.actor.EventView;
import io.evently.record.Codec;
import io.evently.record.Codecs;
import io.evently.record.EnumCodec;
import io.evently.record.RecordReader;
import io.evently.record.RecordWriter;
import io.evently.record.SealedCodec;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What events are asked and what they answer, as records. Neighbouring versions talk to each other during a rolling
 * update, so fields are added at the end only, and a kind keeps its number.
 */
final class MessageRecords {

    private static final Codec<Long> VERSION = Codec.of(RecordWriter::number, in -> in.number());

    private static final Codecs PARTS = parts();

    static final SealedCodec<EventCommand> COMMANDS = new SealedCodec<>("command", EventCommand.class, PARTS);

    static final SealedCodec<EventReply> REPLIES = new SealedCodec<>("reply", EventReply.class, PARTS);

    private MessageRecords() {}

    /** @param refs how those who ask are named */
    static SealedCodec<EventMessage> messages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(EventCommand.class, COMMANDS.nested());
        return new SealedCodec<>("message", EventMessage.class, codecs);
    }

    private static void writeBusy(RecordWriter out, Busy busy) {
        out.flag(busy == Busy.UNREADABLE);
    }

    private static Busy readBusy(RecordReader in) {
        return in.flag() ? Busy.UNREADABLE : Busy.INSTANCE;
    }

    private static Codecs parts() {
        Codecs parts = EventParts.codecs()
                .with(Rejection.class, EnumCodec.named(Rejection.class))
                .with(BookingLimit.class, new EnumCodec<>("limit", BookingLimit.class).orNull())
                .with(Origin.class, PackedOrigins.ONE)
                .with(Busy.class, Codec.of(MessageRecords::writeBusy, MessageRecords::readBusy))
                .with(Book.class, "expectedPrice", EventParts.EXPECTED_PRICE)
                .with(ChangeEvent.class, "waitlistPolicy", EventParts.WAITLIST_POLICY.orNull())
                .with(IfMatch.class, "versions", VERSION.list().<Set<Long>>as(Set::copyOf, List::copyOf));
        // Their fields stand among those of what they are part of, without an array of their own.
        return parts.with(IfMatch.class, parts.fieldsOf(IfMatch.class))
                .with(EventView.class, parts.fieldsOf(EventView.class));
    }
}
