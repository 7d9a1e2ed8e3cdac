package io.evently.event.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.event.Origin;
import io.evently.event.OriginRun;
import io.evently.event.QueueCounts;
import io.evently.event.SeatCounts;
import io.evently.event.state.Event;
import io.evently.record.CborArrays;
import io.evently.record.Kinds;
import io.evently.record.RecordWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was ever written down about an event can be read for ever, by this version and its neighbours. */
class EventRecordsTest {

    private static final UUID ID = new UUID(1, 2);

    static Set<String> commits() {
        return Samples.commits().keySet();
    }

    static Set<String> snapshots() {
        return Samples.snapshots().keySet();
    }

    /** What this version writes. */
    static Stream<String> written() {
        return all().filter(EventRecordsTest::isWritten);
    }

    static Stream<String> all() {
        return Stream.concat(commits().stream(), snapshots().stream());
    }

    // ---- samples ----

    @ParameterizedTest
    @MethodSource("commits")
    void aCommitOfOldReads(String name) {
        assertThat(EventRecords.readCommit(sample(name)))
                .isEqualTo(Samples.commits().get(name));
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void aSnapshotOfOldReads(String name) {
        assertIsTheSame((Event) read(name, sample(name)), Samples.snapshots().get(name));
    }

    /** What a neighbour of the version before, and whoever reads the journal, relies on. */
    @ParameterizedTest
    @MethodSource("written")
    void aRecordIsWrittenAsEverButForFieldsAtItsEnds(String name) {
        byte[] sample = sample(name);

        assertThat(CborArrays.asFarAs(sample, today(name))).isEqualTo(CborArrays.asFarAs(sample, sample));
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit-1-with-origins", "commit-1-event-created-in-a-zone", "event-3-in-a-zone"})
    void aRecordOfTheNewestShapeIsWrittenByteForByte(String name) {
        assertThat(today(name)).isEqualTo(sample(name));
    }

    @Test
    void everyTypeOfFactHasASample() {
        Set<Class<?>> sampled = Samples.commits().values().stream()
                .flatMap(commit -> commit.facts().stream())
                .map(Fact::getClass)
                .collect(Collectors.toSet());

        assertThat(sampled).containsExactlyInAnyOrderElementsOf(Kinds.of(Fact.class));
    }

    @ParameterizedTest
    @MethodSource("commits")
    void aCommitOfTodayReads(String name) {
        Commit commit = Samples.commits().get(name);

        assertThat(EventRecords.readCommit(EventRecords.write(commit))).isEqualTo(commit);
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void aSnapshotOfTodayReads(String name) {
        Event event = Samples.snapshots().get(name);

        assertIsTheSame(EventRecords.readEvent(EventRecords.write(event)), event);
    }

    // ---- neighbouring versions ----

    @ParameterizedTest
    @MethodSource("written")
    void fieldsThatALaterVersionAddsAnywhereAreIgnored(String name) {
        // Added to what this version writes: in an older record the next field is one that this version knows.
        byte[] later = CborArrays.withMoreFields(today(name));

        assertThat(later.length).isGreaterThan(today(name).length);
        if (name.startsWith("commit")) {
            assertThat(EventRecords.readCommit(later))
                    .isEqualTo(Samples.commits().get(name));
        } else {
            assertIsTheSame(EventRecords.readEvent(later), Samples.snapshots().get(name));
        }
    }

    @Test
    void fieldsThatAnEarlierVersionDidNotKnowReadAsTheirDefaults() {
        byte[] earlier = RecordWriter.bytes(64, out -> out.number(5)
                .number(2)
                .array(() ->
                        out.array(() -> out.number(7).id(ID).id(ID).number(2).number(4_990)))
                .array(() -> out.number(100).number(2)));

        assertThat(EventRecords.readCommit(earlier))
                .isEqualTo(new Commit(
                        5,
                        2,
                        List.of(new Fact.BookingMade(ID, ID, 2, 4_990, 0, null, Booking.NO_EXPECTED_PRICE)),
                        new SeatCounts(100, 2, 0, 0, 0),
                        QueueCounts.NONE));
    }

    // ---- what is refused ----

    @Test
    void aFactThatIsNewToThisVersionIsNamed() {
        byte[] later = RecordWriter.bytes(16, out -> out.number(5)
                .number(2)
                .array(() -> out.array(() -> out.number(99).text("?"))));

        assertThatThrownBy(() -> EventRecords.readCommit(later))
                .hasMessage("fact type 99 is unknown: was this written by a newer Evently?");
    }

    @Test
    void aWaitlistPolicyThatIsNewToThisVersionIsNamed() {
        byte[] later = RecordWriter.bytes(64, out -> out.number(5)
                .number(2)
                .array(() -> out.array(() -> {
                    out.number(2);
                    out.array(() -> out.text("N")
                            .absent()
                            .text("V")
                            .number(1)
                            .number(1)
                            .number(1)
                            .number(1)
                            .number(7));
                })));

        assertThatThrownBy(() -> EventRecords.readCommit(later))
                .hasMessage("waitlist policy 7 is unknown: was this written by a newer Evently?");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRecordCutShortAnywhereIsRefused(String name) {
        byte[] whole = sample(name);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(name, cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRecordWithMoreBehindItIsRefused(String name) {
        byte[] whole = sample(name);

        assertThatThrownBy(() -> read(name, Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(UncheckedIOException.class);
    }

    /** Read as a default, a value of the wrong kind would be seats or money that nobody decided. */
    @ParameterizedTest
    @MethodSource("all")
    void aFieldOfAnotherKindIsRefused(String name) {
        byte[] sample = sample(name);
        for (int field = 0; field < CborArrays.fields(sample); field++) {
            byte[] wrong = CborArrays.withAnotherKind(sample, field);
            assertThatThrownBy(() -> read(name, wrong)).as("field %d", field).isInstanceOf(UncheckedIOException.class);
        }
    }

    // ---- serializer ----

    @Test
    void theSerializerKnowsRecordsByTheirManifest() {
        EventSerializer serializer = new EventSerializer();
        Commit commit = Samples.commits().get("commit-1-of-three");
        Event event = Samples.snapshots().get("event-1-active");

        assertThat(serializer.identifier()).isEqualTo(781_001);
        assertThat(serializer.manifest(commit)).isEqualTo("commit:1");
        assertThat(serializer.manifest(event)).isEqualTo("event:3");
        assertThat(serializer.manifest(event.freeze())).isEqualTo("event:3");
        assertThat(serializer.toBinary(event.freeze())).isEqualTo(serializer.toBinary(event));
        assertThat(serializer.fromBinary(serializer.toBinary(commit), "commit:1"))
                .isEqualTo(commit);
        assertIsTheSame((Event) serializer.fromBinary(serializer.toBinary(event), "event:3"), event);
        assertIsTheSame(
                (Event) serializer.fromBinary(sample("event-2-with-a-waitlist"), "event:2"),
                Samples.snapshots().get("event-2-with-a-waitlist"));
        assertIsTheSame((Event) serializer.fromBinary(sample("event-1-active"), "event:1"), event);
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "commit:2"))
                .hasMessage("manifest commit:2 is unknown: was this written by a newer Evently?");
    }

    @Test
    void aBookingTakesLittleRoomInTheJournal() {
        Commit commit = Samples.commits().get("commit-1-booking-made");

        assertThat(EventRecords.write(commit)).hasSizeLessThan(100);
    }

    @Test
    void whoseWishABookingWasTakesNineBytes() {
        Commit commit = Samples.commits().get("commit-1-booking-made");
        int without = EventRecords.write(commit).length;

        // A byte of CBOR before them, where there was a null.
        assertThat(EventRecords.write(withOrigins(commit, 1, new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER))))
                .hasSize(without + 9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "8f3a0c5d2e1b4f60", "0f3a0c5d2e1b4f60", "8F3A0C5D2E1B4F60", "8f3a0c5d2e1b4f6", "my-id:1"})
    void theIdOfARequestReadsAsItWas(String id) {
        Commit commit = Samples.commits().get("commit-1-of-four");
        for (int facts : List.of(1, 7, 8, 1_000)) {
            for (Origin.Role role : Origin.Role.values()) {
                Commit with = withOrigins(commit, facts, new Origin(id.isEmpty() ? null : id, role));
                assertThat(EventRecords.readCommit(EventRecords.write(with))).isEqualTo(with);
            }
        }
        assertThat(new Origin("x".repeat(65), null).requestId()).hasSize(Origin.LONGEST);
    }

    @Test
    void eachFactHasItsOriginAndThoseBeyondAreOfUnknownOnes() {
        Origin origin = new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER);
        Commit commit = withOrigins(Samples.commits().get("commit-1-of-four"), 3, origin);

        assertThat(commit.originsOfFacts()).containsExactly(origin, origin, origin, Origin.UNKNOWN);
        assertThat(withOrigins(commit, 300, origin).originsOfFacts()).hasSize(4).containsOnly(origin);
    }

    private static Commit withOrigins(Commit commit, int facts, Origin origin) {
        return new Commit(
                commit.at(),
                commit.firstFact(),
                commit.facts(),
                commit.after(),
                commit.queue(),
                List.of(new OriginRun(facts, origin)));
    }

    private static Object read(String name, byte[] bytes) {
        if (name.startsWith("commit")) {
            return EventRecords.readCommit(bytes);
        }
        return isWritten(name) ? EventRecords.readEvent(bytes) : EventRecords.readListOfBookings(bytes);
    }

    private static boolean isWritten(String name) {
        return name.startsWith("commit") || name.startsWith("event-3");
    }

    private static byte[] sample(String name) {
        return Samples.bytes(name, today(name));
    }

    private static byte[] today(String name) {
        return name.startsWith("commit")
                ? EventRecords.write(Samples.commits().get(name))
                : EventRecords.write(Samples.snapshots().get(name));
    }

    private static void assertIsTheSame(Event event, Event expected) {
        assertThat(event.head()).isEqualTo(expected.head());
        assertThat(bookingsOf(event)).isEqualTo(bookingsOf(expected));
        assertThat(event.tally()).isEqualTo(expected.tally());
        assertThat(event.queue()).isEqualTo(expected.queue());
        assertThat(event.waiting(-1, 100)).isEqualTo(expected.waiting(-1, 100));
        assertThat(event.waitlist().entries())
                .containsExactlyInAnyOrderElementsOf(expected.waitlist().entries());
        assertThat(event.waitlist().promotions())
                .containsExactlyInAnyOrderElementsOf(expected.waitlist().promotions());
        assertThat(event.waitlist().keyedJoins())
                .containsExactlyElementsOf(expected.waitlist().keyedJoins());
        assertThat(event.nextDeadline()).isEqualTo(expected.nextDeadline());
    }

    private static List<Booking> bookingsOf(Event event) {
        List<Booking> bookings = new ArrayList<>();
        event.bookings().forEach(bookings::add);
        bookings.sort(Comparator.comparing(Booking::id));
        return bookings;
    }

    @Test
    void aSnapshotThatPostgresCouldNotDumpIsRefusedBeforeItIsMade() {
        assertThat(EventRecords.snapshotSize(0, 5_000_000)).isEqualTo(450_000_512);
        assertThat(EventRecords.snapshotSize(8_000_000, 0)).isEqualTo(480_000_512);
        // 90 bytes each were a negative number of bytes from here on.
        assertThatThrownBy(() -> EventRecords.snapshotSize(0, 23_900_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too large");
    }
}
