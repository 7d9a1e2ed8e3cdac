package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.Eventually;
import io.evently.cluster.EntityAsk;
import io.evently.database.Shards;
import io.evently.projection.Projections;
import io.evently.projection.Rebuild;
import io.evently.recovery.UnreadableEntities;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.ActorSelection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Events whose journal somebody spoilt: who asks is told at once and truly, and all is well once the rows are. */
class UnreadableEventsTest {

    /** Tried again soon; the restart's own pause may still grow to 5 s. Nobody tells the actor to stop in between. */
    private static final String IMPATIENT =
            "evently.unreadable { first-pause = 50ms, longest-pause = 100ms, log-every = 1h }";

    private static List<String> urls;
    private static Shards shards;
    private static TestNode node;

    @BeforeAll
    static void start() {
        urls = TestNode.databases("unreadable_events");
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        node = TestNode.start(urls, Clock.systemUTC(), System::nanoTime, IMPATIENT);
        Projections.start(node.system(), shards, () -> false, node.metrics());
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    @Test
    void anEventWithASpoiltRecordIsRefusedAtOnceShownAndHealsByItself() throws SQLException {
        UUID event = sold(3);
        UUID other = sold(1);
        change(event, "create table if not exists kept as select * from event_journal where false");
        change(event, "insert into kept select * from event_journal" + where(event, 2));

        change(event, "update event_journal set event_payload = 'spoilt'" + where(event, 2));
        sleep(event);

        assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);
        assertThat(TestEvents.await(node.events().get(event))).isEqualTo(EventReply.Busy.UNREADABLE);
        assertThat(row(event)).satisfies(row -> {
            assertThat(row.sequenceNumber()).isEqualTo(2);
            assertThat(row.reason()).startsWith("record 2 of Event|" + event + " cannot be read: ");
            assertThat(row.tries()).isGreaterThanOrEqualTo(2);
        });
        assertThat(gauge()).isPositive();
        TestEvents.book(node, other, 1);

        change(
                event,
                "update event_journal j set event_payload = k.event_payload from kept k"
                        + " where k.persistence_id = j.persistence_id and k.sequence_number = j.sequence_number");

        TestEvents.await(() -> book(event) instanceof EventReply.BookingState);
        assertThat(TestEvents.view(node, event).seats().confirmed()).isEqualTo(4);
        assertThat(rows(event)).isEmpty();
    }

    @Test
    void aGapIsShownWithTheRecordThatIsMissing() throws SQLException {
        UUID event = sold(3);
        change(event, "delete from event_journal" + where(event, 3));
        sleep(event);

        assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);

        assertThat(row(event).sequenceNumber()).isEqualTo(3);
        assertThat(row(event).reason()).contains("after record 2").contains("goes on with record 4");
    }

    @Test
    void rowsOfGarbageAreShownAndLeaveTheOthersAlone() throws SQLException {
        UUID event = node.events().newId();
        garbage(event);

        assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);

        assertThat(row(event).sequenceNumber()).isEqualTo(1);
        change(event, "delete from event_journal where persistence_id = 'Event|" + event + "'");
        TestEvents.await(() -> book(event) instanceof EventReply.Refused);
        assertThat(rows(event)).isEmpty();
    }

    @Test
    void whatIsSpoiltUnderAnEventThatIsAwakeIsFoundWhenItIsReadAgain() throws SQLException {
        UUID event = sold(2);
        change(event, "update event_journal set event_payload = 'spoilt'" + where(event, 2));

        TestEvents.book(node, event, 1);
        node.events().forgetMemory(Shards.shardOf(event));

        TestEvents.await(() -> askOnce(event) == EventReply.Busy.UNREADABLE);
    }

    /** A commit that meets a journal without its predecessor: the event reads again, and finds what was done to it. */
    @Test
    void anAwakeEventWhoseNewestRecordsAreTakenAwaySellsNothingTwice() throws SQLException {
        UUID event = sold(3);
        shown(event, 4);
        change(event, "delete from event_journal" + where(event, 4));
        // The writer knows what it has written itself; a new connection does not.
        change(
                event,
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and application_name like 'evently journal%'");

        // The first one was perhaps written, for all its asker can know.
        TestEvents.await(() -> askOnce(event) == EventReply.Busy.UNREADABLE);

        assertThat(TestEvents.count(url(event), "select max(sequence_number) from event_journal" + where(event)))
                .isEqualTo(3);
    }

    @Test
    void aJournalThatEndsBeforeItsTablesIsRefusedUntilEitherIsMadeToFit() throws SQLException {
        UUID restored = sold(3);
        UUID accepted = sold(3);
        for (UUID event : List.of(restored, accepted)) {
            shown(event, 4);
            change(event, "create table if not exists lost as select * from event_journal where false");
            change(event, "insert into lost select * from event_journal" + where(event, 4));
            change(event, "delete from event_journal" + where(event, 4));
            sleep(event);

            assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);
            assertThat(row(event).reason()).contains("up to its fact 4").contains("ends with fact 3 (record 3)");
        }

        change(
                restored,
                "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
                        + " event_payload, event_ser_id, event_ser_manifest) select persistence_id, sequence_number,"
                        + " writer, write_timestamp, adapter_manifest, event_payload, event_ser_id, event_ser_manifest"
                        + " from lost" + where(restored));
        TestEvents.await(() -> book(restored) instanceof EventReply.BookingState);
        assertThat(TestEvents.view(node, restored).seats().confirmed()).isEqualTo(4);

        Rebuild.run(shards);
        TestEvents.await(() -> book(accepted) instanceof EventReply.BookingState);
        assertThat(TestEvents.view(node, accepted).seats().confirmed()).isEqualTo(3);
        TestEvents.await(() ->
                TestEvents.count(url(accepted), "select confirmed_seats from events where id = '" + accepted + "'")
                        == 3);
    }

    @Test
    void anEventThatCannotBeReadStopsWhenItIsTold() throws SQLException {
        UUID event = node.events().newId();
        garbage(event);
        assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);
        assertThat(hasActor(event)).isTrue();

        TestEvents.actor(node, event).tell(EventMessage.Stop.INSTANCE);

        TestEvents.await(() -> !hasActor(event));
        assertThat(book(event)).isEqualTo(EventReply.Busy.UNREADABLE);
    }

    @Test
    void itIsLoggedOnceAndNotAtEachTry() throws SQLException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        try {
            UUID event = node.events().newId();
            garbage(event);
            book(event);
            TestEvents.await(() -> row(event).tries() >= 5);

            assertThat(List.copyOf(lines.list))
                    .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                    .filteredOn(line -> line.getFormattedMessage().contains(event.toString()))
                    .singleElement()
                    .satisfies(line -> assertThat(line.getThrowableProxy()).isNull());
        } finally {
            root.detachAppender(lines);
        }
    }

    // ---- steps ----

    /** An event with so many bookings, each a record of its own. */
    private static UUID sold(int bookings) {
        UUID event = TestEvents.create(node, 100);
        for (int i = 0; i < bookings; i++) {
            TestEvents.book(node, event, 1);
        }
        return event;
    }

    private static EventReply book(UUID event) {
        return TestEvents.await(node.events().ask(event, TestEvents.bookingOf(node, 1)));
    }

    /** Whoever asks next reads the journal: its actor has stopped, with those of its database. */
    private static void sleep(UUID event) {
        node.events().forgetMemory(Shards.shardOf(event));
        TestEvents.await(() -> askOnce(event) != EventReply.Unknown.INSTANCE);
    }

    private static EventReply askOnce(UUID event) {
        return Eventually.answer(EntityAsk.<EventMessage, EventReply>ask(
                TestEvents.actor(node, event),
                replyTo -> new EventMessage.Ask(replyTo, TestEvents.bookingOf(node, 1), EventMessage.NO_END),
                Eventually.PATIENCE));
    }

    private static boolean hasActor(UUID event) {
        ActorSelection actor = node.system().classicSystem().actorSelection("/system/sharding/Event/*/" + event);
        return actor.resolveOne(Duration.ofSeconds(1))
                .handle((found, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    /** The tables show it up to this fact. */
    private static void shown(UUID event, long fact) {
        TestEvents.await(() ->
                TestEvents.count(url(event), "select coalesce(max(fact_no), 0) from events where id = '" + event + "'")
                        == fact);
    }

    private static void garbage(UUID event) throws SQLException {
        change(
                event,
                "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
                        + " event_payload, event_ser_id, event_ser_manifest)"
                        + " values ('Event|" + event + "', 1, 'x', 0, '', 'garbage', 781001, 'commit:1')");
    }

    private static UnreadableEntities.Row row(UUID event) {
        return rows(event).get(0);
    }

    private static List<UnreadableEntities.Row> rows(UUID event) {
        return UnreadableEntities.get(node.system()).first(1_000).stream()
                .filter(row -> row.persistenceId().equals("Event|" + event))
                .toList();
    }

    private static double gauge() {
        return node.metrics().get("evently.entities.unreadable").gauge().value();
    }

    private static String url(UUID event) {
        return urls.get(Shards.shardOf(event));
    }

    private static void change(UUID event, String sql) throws SQLException {
        TestEvents.execute(url(event), sql);
    }

    private static String where(UUID event) {
        return " where persistence_id = 'Event|" + event + "'";
    }

    private static String where(UUID event, long number) {
        return where(event) + " and sequence_number = " + number;
    }
}
