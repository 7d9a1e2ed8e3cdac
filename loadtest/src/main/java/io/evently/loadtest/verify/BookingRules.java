package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Kind.CANCEL;
import static io.evently.loadtest.history.Operation.Kind.CONFIRM;
import static io.evently.loadtest.history.Operation.Verdict.OK;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.EventModel.Booking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Holds what was asked and answered about bookings of one event against its journal. */
final class BookingRules {

    /** Microseconds: as long is a key remembered. */
    private static final long KEY_REMEMBERED = 24L * 60 * 60 * 1_000_000;

    private record Keyed(UUID userId, UUID key) {}

    /** What requests without a key that got no answer asked for: nobody can tell them apart. */
    private record Unkeyed(UUID userId, int quantity, boolean hold) {}

    private final EventModel event;
    private final Operations operations;
    private final FactTimes times;
    private final Findings findings;

    BookingRules(EventModel event, Operations operations, FactTimes times, Findings findings) {
        this.event = event;
        this.operations = operations;
        this.times = times;
        this.findings = findings;
    }

    void check() {
        Map<Keyed, SameRequests> keyed = new HashMap<>();
        Map<Unkeyed, SameRequests> unanswered = new HashMap<>();
        Map<UUID, Operation> answered = new HashMap<>();
        for (Operation book : operations.of(BOOK)) {
            if (book.verdict() == OK) {
                acknowledgedMustBeKept(book);
            }
            if (book.key() != null) {
                keyed.computeIfAbsent(new Keyed(book.userId(), hash(book.key())), any -> new SameRequests())
                        .add(book);
            } else if (book.verdict() == OK) {
                twoRequestsMustNotShare(book, answered.put(Bodies.id(book.body(), "id"), book));
            } else {
                unanswered
                        .computeIfAbsent(
                                new Unkeyed(book.userId(), book.quantity(), book.hold()), any -> new SameRequests())
                        .add(book);
            }
        }
        for (SameRequests requests : keyed.values()) {
            requests.answersMustBeTheSame(findings);
            requests.noneMustBeRefusedAfterwards(findings);
            requests.repeatsMustSaySo(findings);
        }
        everyBookingMustBeAskedFor(keyed, answered, unanswered);
        confirmationsMustBeKept();
        cancellationsMustBeKept();
    }

    private void twoRequestsMustNotShare(Operation book, Operation before) {
        if (before != null) {
            findings.broken(Rules.ONE_REQUEST_ONE_BOOKING, "one booking for both " + before + " and " + book);
        }
    }

    private void acknowledgedMustBeKept(Operation book) {
        UUID id = Bodies.id(book.body(), "id");
        Booking booking = id == null ? null : event.bookings.get(id);
        boolean kept = booking != null
                && booking.promise == null
                && booking.userId.equals(book.userId())
                && booking.quantity == book.quantity()
                && (booking.holdUntil != 0) == book.hold()
                && (booking.key == null
                        ? book.key() == null
                        : book.key() != null && booking.key.equals(hash(book.key())))
                && Bodies.shows(book.body(), event.id, booking)
                && Bodies.text(book.body(), "status").equals(book.hold() ? "pending" : "confirmed");
        if (booking != null) {
            times.acknowledged(booking.made, book);
        }
        if (!kept) {
            findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, book + " is in the journal as " + booking);
        }
    }

    private void everyBookingMustBeAskedFor(
            Map<Keyed, SameRequests> keyed, Map<UUID, Operation> answered, Map<Unkeyed, SameRequests> unanswered) {
        Map<Keyed, Booking> first = new HashMap<>();
        Map<Unkeyed, Integer> left = new HashMap<>();
        unanswered.forEach((key, requests) -> left.put(key, requests.uncertain()));
        for (Booking booking : event.bookings.values()) {
            if (booking.promise != null) {
                continue;
            }
            if (booking.key != null) {
                Keyed key = new Keyed(booking.userId, booking.key);
                SameRequests requests = keyed.get(key);
                if (requests == null || !requests.mayHaveLedTo(booking)) {
                    findings.broken(Rules.NOTHING_UNASKED, booking + " of event " + event.id);
                } else {
                    times.asked(booking.made, requests.possible());
                }
                Booking before = first.put(key, booking);
                if (before != null && booking.createdAt < before.createdAt + KEY_REMEMBERED) {
                    findings.broken(
                            Rules.ONE_REQUEST_ONE_BOOKING,
                            "under one key of event " + event.id + ": " + before + " and " + booking);
                }
            } else if (answered.containsKey(booking.id)) {
                times.asked(booking.made, List.of(answered.get(booking.id)));
            } else {
                Unkeyed like = new Unkeyed(booking.userId, booking.quantity, booking.holdUntil != 0);
                if (left.merge(like, -1, Integer::sum) < 0) {
                    findings.broken(
                            isKnownWithoutKey(booking.userId) ? Rules.ONE_REQUEST_ONE_BOOKING : Rules.NOTHING_UNASKED,
                            booking + " of event " + event.id + " is more than was asked for");
                } else {
                    times.asked(booking.made, unanswered.get(like).possible());
                }
            }
        }
    }

    private boolean isKnownWithoutKey(UUID userId) {
        return operations.of(BOOK).stream()
                .anyMatch(book -> book.key() == null
                        && book.userId().equals(userId)
                        && book.verdict() != Operation.Verdict.REFUSED);
    }

    private void confirmationsMustBeKept() {
        Map<UUID, SameRequests> bySubject = operations.bySubject(CONFIRM);
        bySubject.forEach((id, requests) -> {
            Booking booking = event.bookings.get(id);
            for (Operation confirm : requests.answered()) {
                boolean kept = booking != null
                        && booking.userId.equals(confirm.userId())
                        && (booking.confirmed != 0 || booking.holdUntil == 0)
                        && isShown(confirm.body(), booking, "confirmed");
                if (!kept) {
                    findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, confirm + " is in the journal as " + booking);
                }
                if (booking != null && booking.confirmed != 0) {
                    times.acknowledged(booking.confirmed, confirm);
                }
            }
            requests.answersMustBeTheSame(findings);
        });
        for (Booking booking : event.bookings.values()) {
            if (booking.confirmed != 0) {
                mustBeAskedBy(booking.userId, bySubject.get(booking.id), booking.confirmed, "confirmed: " + booking);
            }
        }
    }

    private void cancellationsMustBeKept() {
        Map<UUID, SameRequests> bySubject = operations.bySubject(CANCEL);
        bySubject.forEach((id, requests) -> {
            Booking booking = event.bookings.get(id);
            for (Operation cancel : requests.answered()) {
                boolean kept = booking != null
                        && booking.status.equals("cancelled")
                        && isShown(cancel.body(), booking, "cancelled");
                if (!kept) {
                    findings.broken(Rules.ACKNOWLEDGED_IS_KEPT, cancel + " is in the journal as " + booking);
                }
                if (booking != null && booking.cancelled != 0) {
                    times.acknowledged(booking.cancelled, cancel);
                }
            }
            requests.answersMustBeTheSame(findings);
        });
        for (Booking booking : event.bookings.values()) {
            if (booking.cancelled != 0) {
                mustBeAskedBy(
                        booking.cancelledBy, bySubject.get(booking.id), booking.cancelled, "cancelled: " + booking);
            }
        }
    }

    private void mustBeAskedBy(UUID userId, SameRequests requests, long factNo, String what) {
        if (requests == null || !requests.mayHaveLedTo(userId)) {
            findings.broken(Rules.NOTHING_UNASKED, "event " + event.id + ", " + what);
        } else {
            times.asked(factNo, requests.possible());
        }
    }

    private boolean isShown(JsonNode body, Booking booking, String status) {
        return Bodies.shows(body, event.id, booking)
                && Bodies.text(body, "status").equals(status);
    }

    /** The first 128 bits of its SHA-256: what the journal keeps of a key. */
    static UUID hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(digest);
            return new UUID(bits.getLong(), bits.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
