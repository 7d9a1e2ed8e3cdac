package io.evently.entity;

import io.evently.entity.EventReply.Busy;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.Rejection;
import io.evently.journal.Codec;
import io.evently.journal.Codecs;
import io.evently.journal.EnumCodec;
import io.evently.journal.EventParts;
import io.evently.journal.Family;
import io.evently.journal.RecordReader;
import io.evently.journal.RecordWriter;
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

    static final Family<EventCommand> COMMANDS = new Family<EventCommand>("command", PARTS)
            .number(1, Book.class)
            .number(2, EventCommand.ConfirmHold.class)
            .number(3, EventCommand.CancelBooking.class)
            .number(4, EventCommand.JoinWaitlist.class)
            .number(5, EventCommand.LeaveWaitlist.class)
            .number(6, EventCommand.ClaimPromotion.class)
            .number(7, EventCommand.DeclinePromotion.class)
            .number(8, EventCommand.SetPriority.class)
            .number(9, EventCommand.CreateEvent.class)
            .number(10, ChangeEvent.class)
            .number(11, EventCommand.SetPrice.class)
            .number(12, EventCommand.CancelEvent.class)
            .number(13, EventCommand.CompleteEvent.class)
            .number(14, EventCommand.DeleteEvent.class)
            .number(20, EventCommand.RemoveUser.class);

    static final Family<EventReply> REPLIES = new Family<EventReply>("reply", PARTS)
            .number(1, EventReply.BookingState.class)
            .number(2, EventReply.Refused.class)
            .number(3, EventReply.EventState.class)
            .number(4, EventReply.EntryState.class)
            .number(5, EventReply.QueuePage.class)
            .number(6, Busy.class)
            .number(7, EventReply.Unknown.class);

    private MessageRecords() {}

    /** @param refs how those who ask are named */
    static Family<EventMessage> messages(Codec<ActorRef<?>> refs) {
        Codecs codecs = new Codecs(PARTS).with(ActorRef.class, refs).with(EventCommand.class, COMMANDS.nested());
        return new Family<EventMessage>("message", codecs)
                .number(1, EventMessage.Ask.class)
                .number(2, EventMessage.GetEvent.class)
                .number(3, EventMessage.GetBooking.class)
                .number(4, EventMessage.GetEntry.class)
                .number(5, EventMessage.GetQueue.class)
                .number(6, EventMessage.Flush.class)
                .number(7, EventMessage.Stop.class);
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
                .with(Busy.class, Codec.of(MessageRecords::writeBusy, MessageRecords::readBusy))
                .with(Book.class, "expectedPrice", EventParts.EXPECTED_PRICE)
                .with(ChangeEvent.class, "waitlistPolicy", EventParts.WAITLIST_POLICY.orNull())
                .with(IfMatch.class, "versions", VERSION.list().<Set<Long>>as(Set::copyOf, List::copyOf));
        // Their fields stand among those of what they are part of, without an array of their own.
        return parts.with(IfMatch.class, parts.fieldsOf(IfMatch.class))
                .with(EventView.class, parts.fieldsOf(EventView.class));
    }
}
