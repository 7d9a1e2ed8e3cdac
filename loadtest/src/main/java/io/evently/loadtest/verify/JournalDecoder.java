package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.evently.loadtest.verify.JournalCommit.Queue;
import io.evently.loadtest.verify.JournalCommit.Seats;
import io.evently.loadtest.verify.JournalFact.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads records of the journal: nested CBOR arrays, fields by place; trailing ones it does not know are left alone. */
final class JournalDecoder {

    /** What the journal calls a commit of an event. */
    static final String MANIFEST = "commit:1";

    private static final CBORMapper CBOR = new CBORMapper();

    private JournalDecoder() {}

    /** @throws UncheckedIOException if these bytes are no commit */
    static JournalCommit commit(int database, long sequence, byte[] bytes) {
        try {
            JsonNode commit = CBOR.readTree(bytes);
            List<JournalFact> facts = new ArrayList<>();
            for (JsonNode fact : commit.path(2)) {
                facts.add(fact(fact));
            }
            return new JournalCommit(
                    database,
                    sequence,
                    commit.path(0).longValue(),
                    commit.path(1).longValue(),
                    facts,
                    seats(commit.path(3)),
                    queue(commit.path(4)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JournalFact fact(JsonNode fact) throws IOException {
        int type = fact.path(0).intValue();
        return switch (type) {
            case 1 -> new JournalFact.EventCreated(id(fact, 1), terms(fact.path(2)), count(fact, 3), number(fact, 4));
            case 2 -> new JournalFact.EventChanged(terms(fact.path(1)), count(fact, 2));
            case 3 -> new JournalFact.PriceChanged(number(fact, 2), id(fact, 5));
            case 4 -> new JournalFact.EventCancelled();
            case 5 -> new JournalFact.EventCompleted();
            case 6 -> new JournalFact.EventDeleted();
            case 7 ->
                new JournalFact.BookingMade(
                        id(fact, 1), id(fact, 2), count(fact, 3), number(fact, 4), number(fact, 5), id(fact, 6));
            case 8 -> new JournalFact.HoldConfirmed(id(fact, 1));
            case 9 -> new JournalFact.BookingCancelled(id(fact, 1), id(fact, 2));
            case 10 -> new JournalFact.HoldExpired(id(fact, 1));
            case 11 -> new JournalFact.WaitlistJoined(id(fact, 1), id(fact, 2), count(fact, 3), number(fact, 4));
            case 12 -> new JournalFact.WaitlistLeft(id(fact, 1));
            case 13 -> new JournalFact.PriorityChanged(id(fact, 1), count(fact, 2));
            case 14 -> new JournalFact.EntryExpired(id(fact, 1));
            case 15 -> new JournalFact.EntryMadeImpossible(id(fact, 1), count(fact, 2));
            case 16 -> new JournalFact.PromotionMade(id(fact, 1), id(fact, 2), number(fact, 3), number(fact, 4));
            case 17 -> new JournalFact.PromotionClaimed(id(fact, 1), id(fact, 2));
            case 18 -> new JournalFact.PromotionDeclined(id(fact, 1));
            case 19 ->
                new JournalFact.PromotionExpired(id(fact, 1), fact.path(2).booleanValue());
            default -> throw new IOException("a fact of the unknown type " + type);
        };
    }

    private static Terms terms(JsonNode details) {
        return new Terms(
                number(details, 3),
                count(details, 4),
                count(details, 5),
                count(details, 6),
                count(details, 7) == 0,
                count(details, 8));
    }

    private static Seats seats(JsonNode tally) {
        return new Seats(count(tally, 0), count(tally, 1), count(tally, 2), count(tally, 3), number(tally, 4));
    }

    private static Queue queue(JsonNode tally) {
        return tally.isArray()
                ? new Queue(
                        count(tally, 0),
                        number(tally, 1),
                        number(tally, 2),
                        number(tally, 3),
                        number(tally, 4),
                        number(tally, 5))
                : Queue.NONE;
    }

    private static int count(JsonNode array, int place) {
        return array.path(place).intValue();
    }

    private static long number(JsonNode array, int place) {
        return array.path(place).longValue();
    }

    private static UUID id(JsonNode array, int place) throws IOException {
        byte[] bytes = array.path(place).binaryValue();
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
