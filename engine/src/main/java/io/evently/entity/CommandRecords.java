package io.evently.entity;

import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.EventCommand.RemoveUser;
import io.evently.event.EventCommand.SetPrice;
import io.evently.event.EventCommand.SetPriority;
import io.evently.journal.EventParts;
import io.evently.journal.RecordReader;
import io.evently.journal.RecordWriter;
import java.util.Set;

/** What an event is asked to decide, as fields of a record: its kind, then its own; grows as {@link MessageRecords} do. */
final class CommandRecords {

    private CommandRecords() {}

    static void write(RecordWriter out, EventCommand command) {
        if (command instanceof Book book) {
            out.number(1).id(book.bookingId()).id(book.userId()).number(book.quantity());
            out.flag(book.hold()).number(book.expectedPrice());
            EventParts.writeKey(out, book.key());
        } else if (command instanceof ConfirmHold confirm) {
            out.number(2).id(confirm.bookingId()).id(confirm.by());
        } else if (command instanceof CancelBooking cancel) {
            out.number(3).id(cancel.bookingId()).id(cancel.by()).flag(cancel.asAdmin());
        } else if (command instanceof JoinWaitlist join) {
            out.number(4).id(join.entryId()).id(join.userId()).number(join.quantity());
            out.number(join.expiresAt());
            EventParts.writePrefs(out, join.notifyPrefs());
            EventParts.writeKey(out, join.key());
        } else if (command instanceof LeaveWaitlist leave) {
            out.number(5).id(leave.userId()).id(leave.entryId());
        } else if (command instanceof ClaimPromotion claim) {
            out.number(6).id(claim.promotionId()).id(claim.bookingId()).id(claim.by());
        } else if (command instanceof DeclinePromotion decline) {
            out.number(7).id(decline.promotionId()).id(decline.by());
        } else if (command instanceof SetPriority set) {
            out.number(8).id(set.entryId()).number(set.priority()).text(set.reason());
            out.id(set.by());
        } else if (command instanceof RemoveUser remove) {
            out.number(20).id(remove.userId()).text(remove.reason()).id(remove.by());
        } else {
            writeOfOrganizer(out, command);
        }
    }

    private static void writeOfOrganizer(RecordWriter out, EventCommand command) {
        if (command instanceof CreateEvent create) {
            out.number(9).id(create.eventId());
            EventParts.writeDetails(out, create.details());
            out.number(create.capacity()).number(create.basePrice());
            EventParts.writeRule(out, create.pricingRule());
            out.id(create.by());
        } else if (command instanceof ChangeEvent change) {
            out.number(10).text(change.name()).text(change.description()).text(change.venue());
            out.numberOrAbsent(change.eventDate()).numberOrAbsent(change.capacity());
            out.numberOrAbsent(change.maxPerBooking()).numberOrAbsent(change.maxPerUser());
            out.numberOrAbsent(change.holdMinutes());
            EventParts.writePolicy(out, change.waitlistPolicy());
            out.numberOrAbsent(change.windowMinutes());
            writeMatch(out, change.ifMatch());
            out.id(change.by()).flag(change.clearDescription());
        } else if (command instanceof SetPrice set) {
            out.number(11).number(set.price()).text(set.reason());
            writeMatch(out, set.ifMatch());
            out.id(set.by());
        } else if (command instanceof CancelEvent cancel) {
            out.number(12).text(cancel.reason());
            writeMatch(out, cancel.ifMatch());
            out.id(cancel.by());
        } else if (command instanceof CompleteEvent complete) {
            out.number(13);
            writeMatch(out, complete.ifMatch());
            out.id(complete.by());
        } else {
            DeleteEvent delete = (DeleteEvent) command;
            out.number(14);
            writeMatch(out, delete.ifMatch());
            out.id(delete.by());
        }
    }

    static EventCommand read(RecordReader in) {
        int kind = in.count();
        return switch (kind) {
            case 1 ->
                new Book(
                        in.id(),
                        in.id(),
                        in.count(),
                        in.flag(),
                        in.number(Booking.NO_EXPECTED_PRICE),
                        EventParts.readKey(in));
            case 2 -> new ConfirmHold(in.id(), in.id());
            case 3 -> new CancelBooking(in.id(), in.id(), in.flag());
            case 4 ->
                new JoinWaitlist(
                        in.id(), in.id(), in.count(), in.number(), EventParts.readPrefs(in), EventParts.readKey(in));
            case 5 -> new LeaveWaitlist(in.id(), in.id());
            case 6 -> new ClaimPromotion(in.id(), in.id(), in.id());
            case 7 -> new DeclinePromotion(in.id(), in.id());
            case 8 -> new SetPriority(in.id(), in.count(), in.text(), in.id());
            case 9 ->
                new CreateEvent(
                        in.id(), EventParts.readDetails(in), in.count(), in.number(), EventParts.readRule(in), in.id());
            case 10 ->
                new ChangeEvent(
                        in.text(),
                        in.text(),
                        in.text(),
                        in.numberOrNull(),
                        in.countOrNull(),
                        in.countOrNull(),
                        in.countOrNull(),
                        in.countOrNull(),
                        EventParts.readPolicy(in),
                        in.countOrNull(),
                        readMatch(in),
                        in.id(),
                        in.flag());
            case 11 -> new SetPrice(in.number(), in.text(), readMatch(in), in.id());
            case 12 -> new CancelEvent(in.text(), readMatch(in), in.id());
            case 13 -> new CompleteEvent(readMatch(in), in.id());
            case 14 -> new DeleteEvent(readMatch(in), in.id());
            case 20 -> new RemoveUser(in.id(), in.text(), in.id());
            default ->
                throw new IllegalArgumentException(
                        "command %d is unknown: was this sent by a newer Evently?".formatted(kind));
        };
    }

    private static void writeMatch(RecordWriter out, IfMatch match) {
        out.flag(match.any());
        out.array(() -> match.versions().forEach(version -> out.array(() -> out.number(version))));
    }

    private static IfMatch readMatch(RecordReader in) {
        return new IfMatch(in.flag(), Set.copyOf(in.list(in::number)));
    }
}
