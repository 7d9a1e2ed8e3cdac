package io.evently.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.WaitlistPolicy;
import io.evently.projection.Projector.Overtaken;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.user.Account;
import io.evently.user.Role;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables follow the journal: all of it, once, in order, whoever else is at work. */
class ProjectorTest {

    private static final UUID CONCERT = new UUID(2, 1);
    private static final UUID ADA = new UUID(7, 1);

    private JournalFixture journal;

    @BeforeEach
    void empty() throws SQLException {
        journal = JournalFixture.empty("projector");
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void theTablesEqualAReplayOfTheJournal() throws Exception {
        History history = new History(journal, 1);
        history.live(12, 600);

        journal.follow(journal.projector());

        tablesMustEqualReplay();
        // Or the random life would prove little.
        assertThat(journal.rows("select distinct status from waitlist_entries"))
                .containsExactlyInAnyOrder("waiting", "promoted", "converted", "left", "expired");
        assertThat(journal.rows("select distinct promotion_reason from waitlist_promotions"))
                .hasSize(2);
        assertThat(journal.rows("select distinct end_reason from waitlist_entries where end_reason is not null"))
                .hasSizeGreaterThanOrEqualTo(7);
        assertThat(journal.rows("select distinct end_reason from waitlist_promotions where end_reason is not null"))
                .hasSizeGreaterThanOrEqualTo(4);
        // Whether a hold is open at the very end is the dice's to say; the other tests see open ones.
        assertThat(journal.rows("select distinct status from bookings")).contains("confirmed", "cancelled", "expired");
        assertThat(journal.rows("select distinct status from events")).hasSize(3);
    }

    @Test
    void theTablesEqualAReplayHoweverTheJournalIsCutIntoBatches() throws Exception {
        History history = new History(journal, 2);
        Projector projector = journal.projector();
        for (int i = 0; i < 20; i++) {
            history.live(1, 20);
            projector.step();
        }
        journal.follow(projector);

        tablesMustEqualReplay();
        List<String> inManyBatches = journal.everything();

        Rebuild.run(journal.shards());

        assertThat(journal.everything()).isEqualTo(inManyBatches);
    }

    @Test
    void pricesAndAnalyticsTellTheStoryOfASale() throws Exception {
        long at = History.START;
        journal.commit(CONCERT, at, History.create(CONCERT, "Concert", 10));
        journal.commit(CONCERT, at + 1, History.book(new UUID(3, 1), ADA, 5));
        journal.commit(CONCERT, at + 2, History.hold(new UUID(3, 2), ADA, 2));
        // Two hours later, when the hold has run out.
        journal.commit(CONCERT, at + 120 * History.MINUTE, History.book(new UUID(3, 3), ADA, 1));

        journal.follow(journal.projector());

        assertThat(journal.rows("select old_price, new_price, applied_by is null, reason from pricing_history"))
                .containsExactly("49.90|59.88|t|pricing rule: 50 % sold, factor 1.20");
        assertThat(
                        journal.rows(
                                """
                        select metric_type, metric_value, recorded_at at time zone 'UTC' from event_analytics
                        where not is_realtime order by recorded_at, metric_type
                        """))
                .containsExactly(
                        "seats_sold|5.0000|2026-01-01 00:00:00",
                        "seats_held|2.0000|2026-01-01 00:00:00",
                        "revenue|249.5000|2026-01-01 00:00:00",
                        "utilization|0.5000|2026-01-01 00:00:00",
                        "seats_sold|6.0000|2026-01-01 02:00:00",
                        "seats_held|0.0000|2026-01-01 02:00:00",
                        "revenue|309.3800|2026-01-01 02:00:00",
                        "utilization|0.6000|2026-01-01 02:00:00");
        assertThat(journal.rows("select metric_value from event_analytics where is_realtime order by metric_type"))
                .containsExactly("6.0000", "0.0000", "309.3800", "0.6000");
        assertThat(journal.rows("select status, version from bookings order by id"))
                .containsExactly("confirmed|1", "expired|2", "confirmed|1");
    }

    @Test
    void aRecordIsNotReadWhileAnOlderTransactionMayStillCommit() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        UUID other = new UUID(2, 2);
        Projector projector = journal.projector();
        journal.follow(projector);

        try (Connection slow = journal.connection()) {
            slow.setAutoCommit(false);
            journal.commit(slow, CONCERT, History.START + 1, History.book(new UUID(3, 1), ADA, 1));
            journal.commit(other, History.START + 2, History.create(other, "Later, but sooner on disk", 10));

            projector.step();
            assertThat(journal.rows("select name from events")).containsExactly("Concert");
            assertThat(backlogOf(projector)).isEqualTo(1);

            slow.commit();
        }
        journal.follow(projector);
        assertThat(journal.rows("select name, confirmed_seats from events order by id"))
                .containsExactly("Concert|1", "Later, but sooner on disk|0");
        tablesMustEqualReplay();
    }

    @Test
    void wordsThatSearchesLackAreWritten() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        journal.follow(journal.projector());
        assertThat(journal.rows("select search @@ 'concert' from events")).containsExactly("t");
        // As before there was such a column.
        journal.execute("update events set search = null");

        journal.follow(journal.projector());

        assertThat(journal.rows("select search @@ 'concert' from events")).containsExactly("t");
    }

    @Test
    void transactionsAreReadInTheOrderOfTheirNumbersNotOfTheirDigits() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        journal.execute("update event_journal set tx = '99'");
        journal.commit(CONCERT, History.START + 1, History.book(new UUID(3, 1), ADA, 1));
        journal.execute("update event_journal set tx = '100' where tx <> '99'");

        journal.follow(journal.projector());

        tablesMustEqualReplay();
    }

    @Test
    void whoFindsThePositionMovedWritesNothingAndGoesOnFromThere() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        Projector one = journal.projector();
        Projector other = journal.projector();
        journal.follow(one);
        journal.follow(other);
        journal.commit(CONCERT, History.START + 1, History.book(new UUID(3, 1), ADA, 1));
        journal.follow(one);
        List<String> before = journal.everything();
        journal.commit(CONCERT, History.START + 2, History.book(new UUID(3, 2), ADA, 1));

        assertThatThrownBy(other::step).isInstanceOf(Overtaken.class);
        assertThat(journal.everything()).isEqualTo(before);

        journal.follow(other);
        tablesMustEqualReplay();
    }

    @Test
    void twoProjectorsAtOnceDoNoHarm() throws Exception {
        History history = new History(journal, 3);
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            history.live(10, 100);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(both.submit(() -> {
                    Projector projector = journal.projector();
                    for (int step = 0; step < 60; step++) {
                        stepUnlessOvertaken(projector);
                    }
                    return null;
                }));
            }
            history.live(10, 400);
            for (Future<?> each : running) {
                each.get(5, TimeUnit.MINUTES);
            }
        } finally {
            both.shutdownNow();
        }
        journal.follow(journal.projector());
        tablesMustEqualReplay();
    }

    @Test
    void theBookingsOfACancelledEventFollowInChunksWhileOthersGoOn() throws Exception {
        UUID other = new UUID(2, 2);
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10_000));
        journal.commit(other, History.START, History.create(other, "Other", 10));
        int bookings = 5_000;
        EventCommand[] commands = new EventCommand[1_000];
        for (int i = 0; i < bookings; i++) {
            commands[i % 1_000] = History.book(new UUID(3, i), new UUID(7, i), 1);
            if (i % 1_000 == 999) {
                journal.commit(CONCERT, History.START + i, commands);
            }
        }
        long at = History.START + History.MINUTE;
        journal.commit(CONCERT, at, new EventCommand.CancelEvent("rain", IfMatch.ANY, History.ADMIN));

        journal.awaitReadable();
        Projector projector = journal.projector();
        String cancelled = "select count(*) from bookings where status = 'cancelled'";
        while (!journal.rows(cancelled).contains("2000")) {
            assertThat(projector.step()).isTrue();
        }
        journal.commit(other, at, History.book(new UUID(4, 1), ADA, 3));
        journal.awaitReadable();
        projector.step();
        assertThat(journal.rows(cancelled)).containsExactly("4000");
        assertThat(journal.rows("select confirmed_seats from events where name = 'Other'"))
                .containsExactly("3");

        journal.follow(projector);
        assertThat(journal.rows("select count(*) from event_endings")).containsExactly("0");
        tablesMustEqualReplay();
    }

    @Test
    void openHoldsOfACompletedEventExpireAndBookingsStay() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        long almost = History.START + 30 * History.DAY - 1;
        journal.commit(CONCERT, almost, History.book(new UUID(3, 1), ADA, 1), History.hold(new UUID(3, 2), ADA, 1));
        journal.commit(CONCERT, almost + 1, new EventCommand.CompleteEvent(IfMatch.ANY, History.ADMIN));

        journal.follow(journal.projector());

        assertThat(journal.rows("select status from bookings order by id")).containsExactly("confirmed", "expired");
        tablesMustEqualReplay();
    }

    @Test
    void aDeletedEventLeavesNothingBehind() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        journal.commit(CONCERT, History.START + 1, new EventCommand.SetPrice(100, "cheap", IfMatch.ANY, History.ADMIN));
        Projector projector = journal.projector();
        journal.follow(projector);
        journal.commit(CONCERT, History.START + 2, new EventCommand.DeleteEvent(IfMatch.ANY, History.ADMIN));
        UUID brief = new UUID(2, 2);
        journal.commit(
                brief,
                History.START + 3,
                History.create(brief, "Brief", 10),
                new EventCommand.DeleteEvent(IfMatch.ANY, History.ADMIN));

        journal.follow(projector);

        assertThat(journal.rows("select * from events")).isEmpty();
        assertThat(journal.rows("select * from pricing_history")).isEmpty();
        assertThat(journal.rows("select * from event_analytics")).isEmpty();
    }

    @Test
    void aUserWhoBookedBeforeTheirRowCameGetsItLater() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        journal.commit(CONCERT, History.START + 1, History.book(new UUID(3, 1), ADA, 1));
        Projector projector = journal.projector();
        journal.follow(projector);
        String users = "select id, version, is_active, encode(name, 'escape') from users order by id";
        assertThat(journal.rows(users)).containsExactly(History.ADMIN + "|0|null|null", ADA + "|0|null|null");

        journal.append(ADA, new UserFact.UserRegistered(account(1, "first", true)));
        journal.append(ADA, new UserFact.UserRenamed(account(2, "second", true)));
        journal.append(ADA, new UserFact.AccessChanged(account(3, "third", false), History.ADMIN));
        journal.append(ADA, new UserFact.RegistrationAbandoned(0));
        journal.follow(projector);

        assertThat(journal.rows(users)).containsExactly(History.ADMIN + "|0|null|null", ADA + "|3|f|third");
    }

    @Test
    void whatAStrangerTypesCannotStopTheTables() throws Exception {
        Details details = new Details(
                "nul \0",
                "\0",
                "'; drop table events; --",
                History.START + 250_000 * History.DAY,
                10,
                0,
                10,
                WaitlistPolicy.FIRST_FIT,
                15);
        journal.commit(
                CONCERT, History.START, new EventCommand.CreateEvent(CONCERT, details, 10, 0, null, History.ADMIN));

        journal.follow(journal.projector());

        assertThat(journal.rows("select name, venue from events"))
                .containsExactly("nul \ufffd|'; drop table events; --");
        try (Connection connection = journal.connection()) {
            EventRow row = EventsTable.byIds(connection, List.of(CONCERT)).get(CONCERT);
            assertThat(row.eventDate()).isEqualTo(details.eventDate());
        }
    }

    @Test
    void refusalsAreShownOnceTheEventIsKnownAndAgainAfterARebuild() throws Exception {
        attempts(1, 3);
        Projector projector = journal.projector();
        journal.follow(projector);
        assertThat(journal.rows("select * from event_analytics")).isEmpty();

        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
        journal.follow(journal.projector());
        attempts(2, 2);
        journal.follow(journal.projector());

        String shown =
                """
                select metric_type, metric_value::integer, is_realtime, recorded_at at time zone 'UTC'
                from event_analytics where metric_type in ('attempts', 'refusals')
                order by is_realtime, metric_type, recorded_at
                """;
        List<String> expected = List.of(
                "attempts|4|f|2026-01-01 01:00:00",
                "attempts|3|f|2026-01-01 02:00:00",
                "refusals|3|f|2026-01-01 01:00:00",
                "refusals|2|f|2026-01-01 02:00:00",
                "attempts|7|t|2026-01-01 02:00:00.000001",
                "refusals|5|t|2026-01-01 02:00:00.000001");
        assertThat(journal.rows(shown)).isEqualTo(expected);
        List<String> before = journal.everything();

        Rebuild.run(journal.shards());

        assertThat(journal.rows(shown)).isEqualTo(expected);
        assertThat(journal.everything()).isEqualTo(before);
    }

    @Test
    void aRebuildWhileTheProjectionIsAtWorkGivesTheSameRows() throws Exception {
        History history = new History(journal, 5);
        history.live(5, 100);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService running = Executors.newSingleThreadExecutor();
        try {
            Future<?> projection = running.submit(() -> {
                Projector projector = journal.projector();
                while (!done.get()) {
                    stepUnlessOvertaken(projector);
                }
                return null;
            });
            for (int i = 0; i < 3; i++) {
                attempts(i, 5);
                history.live(2, 50);
                Rebuild.run(journal.shards());
            }
            done.set(true);
            projection.get(5, TimeUnit.MINUTES);
        } finally {
            running.shutdownNow();
        }
        journal.follow(journal.projector());
        tablesMustEqualReplay();
    }

    @Test
    void aJournalRestoredIntoAnotherServerIsAdoptedByARebuild() throws Exception {
        History history = new History(journal, 4);
        history.live(3, 50);
        journal.follow(journal.projector());
        journal.execute("update event_journal set tx = (tx::text::bigint + 1000000000)::text::xid8");
        List<String> before = journal.everything();

        Rebuild.run(journal.shards());
        assertThat(journal.everything()).isEqualTo(before);

        history.live(3, 50);
        journal.follow(journal.projector());
        tablesMustEqualReplay();
    }

    /** One success and {@code failed} refusals in the hour with this number. */
    private void attempts(int hour, int failed) throws SQLException {
        List<AttemptRow> rows = new ArrayList<>();
        for (int i = 0; i <= failed; i++) {
            rows.add(new AttemptRow(
                    new UUID(hour, i),
                    CONCERT,
                    ADA,
                    1,
                    i == 0 ? null : i == 1 ? "SOLD_OUT" : "BUSY",
                    null,
                    History.START + hour * 60L * History.MINUTE,
                    null,
                    null,
                    null));
        }
        try (Connection connection = journal.connection()) {
            BookingAttemptsTable.add(connection, rows);
        }
    }

    private static Account account(int version, String name, boolean active) {
        return new Account(
                ADA,
                new Ciphertext(new byte[] {1}),
                new Ciphertext(name.getBytes(UTF_8)),
                new BlindIndex(new byte[32]),
                "hash",
                Role.USER,
                active,
                version,
                History.START,
                History.START + version);
    }

    private static void stepUnlessOvertaken(Projector projector) throws SQLException {
        try {
            projector.step();
        } catch (Overtaken expected) {
            assertThat(projector.position()).isNull();
        }
    }

    private long backlogOf(Projector projector) throws Exception {
        Eventually.await(() -> {
            projector.step();
            return projector.backlog().rows() > 0;
        });
        return projector.backlog().rows();
    }

    private void tablesMustEqualReplay() throws SQLException {
        Replay.tablesMustEqual(journal);
    }
}
