package io.evently.entity;

import io.evently.entity.EventReply.BookingState;
import io.evently.entity.EventReply.Busy;
import io.evently.entity.EventReply.EntryState;
import io.evently.entity.EventReply.EventState;
import io.evently.entity.EventReply.QueuePage;
import io.evently.entity.EventReply.Refused;
import io.evently.entity.EventReply.Unknown;
import io.evently.event.Rejection;
import io.evently.journal.EventParts;
import io.evently.journal.RecordReader;
import io.evently.journal.RecordWriter;

/** What an event answers, as a record; grows as {@link MessageRecords} do. */
final class ReplyRecords {

    private static final int BYTES = 256;

    private ReplyRecords() {}

    static byte[] write(EventReply reply) {
        return RecordWriter.bytes(BYTES, out -> {
            if (reply instanceof BookingState state) {
                out.number(1).array(() -> EventParts.writeBooking(out, state.booking()));
                out.flag(state.replayed());
            } else if (reply instanceof Refused refused) {
                out.number(2).text(refused.rejection().name()).number(refused.currentPrice());
            } else if (reply instanceof EventState state) {
                out.number(3);
                writeView(out, state.event());
            } else if (reply instanceof EntryState state) {
                out.number(4);
                writeEntry(out, state);
            } else if (reply instanceof QueuePage page) {
                out.number(5).array(() -> page.entries().forEach(entry -> out.array(() -> writeEntry(out, entry))));
                out.flag(page.more());
            } else if (reply instanceof Busy busy) {
                out.number(6).flag(busy == Busy.UNREADABLE);
            } else {
                out.number(7); // Unknown
            }
        });
    }

    static EventReply read(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            int kind = in.count();
            return switch (kind) {
                case 1 -> new BookingState(in.array(() -> EventParts.readBooking(in)), in.flag());
                case 2 -> new Refused(Rejection.valueOf(in.text()), in.number());
                case 3 -> new EventState(readView(in));
                case 4 -> readEntry(in);
                case 5 -> new QueuePage(in.list(() -> readEntry(in)), in.flag());
                case 6 -> in.flag() ? Busy.UNREADABLE : Busy.INSTANCE;
                case 7 -> Unknown.INSTANCE;
                default ->
                    throw new IllegalArgumentException(
                            "reply %d is unknown: was this sent by a newer Evently?".formatted(kind));
            };
        });
    }

    private static void writeView(RecordWriter out, EventView view) {
        out.array(() -> EventParts.writeHead(out, view.event()));
        out.array(() -> EventParts.writeTally(out, view.seats()));
        out.number(view.waitlistLength()).number(view.nextDeadline());
    }

    private static EventView readView(RecordReader in) {
        return new EventView(
                in.array(() -> EventParts.readHead(in)),
                in.array(() -> EventParts.readTally(in)),
                in.count(),
                in.number());
    }

    private static void writeEntry(RecordWriter out, EntryState state) {
        out.array(() -> EventParts.writeEntry(out, state.entry())).number(state.position());
        if (state.promotion() == null) {
            out.absent();
        } else {
            out.array(() -> EventParts.writePromotion(out, state.promotion()));
        }
        out.flag(state.replayed());
    }

    private static EntryState readEntry(RecordReader in) {
        return new EntryState(
                in.array(() -> EventParts.readEntry(in)),
                in.count(),
                in.array(() -> EventParts.readPromotion(in)),
                in.flag());
    }
}
