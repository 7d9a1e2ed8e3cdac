package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Analytics come a little later than other tables, and come: whoever goes, whatever fails in between. */
class AnalyticsFollowerTest {

    private static final UUID CONCERT = new UUID(2, 1);
    private static final UUID OTHER = new UUID(2, 2);
    private static final UUID ADA = new UUID(7, 1);
    private static final long HOUR = 60 * History.MINUTE;

    private static final String SOLD =
            """
            select metric_value::integer from event_analytics
            where metric_type = 'seats_sold' and not is_realtime order by event_id, recorded_at
            """;

    private static final String SEATS = "select confirmed_seats from events order by id";

    private JournalFixture journal;
    private long at = History.START;
    private int bookings;

    @BeforeEach
    void empty() throws SQLException {
        journal = JournalFixture.empty("analytics");
        journal.commit(CONCERT, at, History.create(CONCERT, "Concert", 10_000));
        journal.commit(OTHER, at, History.create(OTHER, "Other", 10_000));
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void theyAreWrittenWhenTheJournalHasNothingMore() throws Exception {
        Projector projector = stepped();
        assertThat(journal.rows(SEATS)).containsExactly("0", "0");
        assertThat(journal.rows(SOLD)).isEmpty();

        projector.step();

        assertThat(journal.rows(SOLD)).containsExactly("0", "0");
        assertThat(journal.rows("select distinct tx, ordering from projection_positions"))
                .hasSize(1);
    }

    @Test
    void theyAreWrittenThoughTheJournalNeverRests() throws Exception {
        Projector projector = stepped();

        Eventually.await(() -> {
            book(CONCERT);
            journal.awaitReadable();
            projector.step();
            return !journal.rows(SOLD).isEmpty();
        });
    }

    @Test
    void whoTakesOverWritesWhatTheOneBeforeLeft() throws Exception {
        Projector gone = stepped();
        book(CONCERT);
        at += HOUR;
        book(CONCERT);
        book(OTHER);
        journal.awaitReadable();
        gone.step();
        assertThat(journal.rows(SEATS)).containsExactly("2", "1");
        assertThat(journal.rows(SOLD)).isEmpty();

        journal.follow(journal.projector());

        assertThat(journal.rows(SOLD)).containsExactly("1", "2", "0", "1");
        equalThoseOfARebuild();
    }

    /** Its projector knows one position, and moves only that. */
    @Test
    void anEventlyOfBeforeMayHaveBeenAtWork() throws Exception {
        Projector first = stepped();
        journal.follow(first);
        book(CONCERT);
        journal.awaitReadable();
        stepped();
        journal.execute("update projection_positions set tx = '0', ordering = 0 where projection = 'analytics'");
        journal.follow(journal.projector());
        equalThoseOfARebuild();

        journal.execute("delete from projection_positions where projection = 'analytics'");
        book(OTHER);
        journal.follow(journal.projector());

        equalThoseOfARebuild();
    }

    @Test
    void ofAnEventThatIsSetAsideTheyShowWhatItsRowShows() throws Exception {
        book(CONCERT);
        journal.appendDamaged(CONCERT);
        book(CONCERT);
        book(OTHER);
        Projector gone = journal.projector();
        journal.awaitReadable();
        while (!journal.rows(SEATS).equals(List.of("1", "1"))) {
            gone.step();
        }

        journal.follow(journal.projector());

        assertThat(journal.rows(SOLD)).containsExactly("1", "1");
    }

    @Test
    void anEventThatIsDeletedLeavesNoneBehind() throws Exception {
        Projector projector = stepped();
        journal.commit(CONCERT, ++at, new EventCommand.DeleteEvent(IfMatch.ANY, History.ADMIN));
        book(OTHER);

        journal.follow(projector);
        assertThat(journal.rows(SOLD)).containsExactly("1");

        // Nor if somebody else has to find out.
        journal.execute("update projection_positions set tx = '0', ordering = 0 where projection = 'analytics'");
        journal.follow(journal.projector());
        assertThat(journal.rows(SOLD)).containsExactly("1");
    }

    @Test
    void aLongGapIsReadInParts() throws Exception {
        for (int i = 0; i < JournalBatch.MOST_RECORDS + 10; i++) {
            book(i % 2 == 0 ? CONCERT : OTHER);
        }
        journal.follow(journal.projector());
        List<String> before = journal.everything();
        journal.execute("truncate event_analytics");
        journal.execute("update projection_positions set tx = '0', ordering = 0 where projection = 'analytics'");

        journal.follow(journal.projector());

        assertThat(journal.everything()).isEqualTo(before);
    }

    /** Whoever has booked before is not written again, but a rebuild has removed them. */
    @Test
    void whoWasKnownBeforeARebuildIsNotForgotten() throws Exception {
        Projector projector = stepped();
        book(CONCERT);
        journal.follow(projector);
        Rebuild.run(journal.shards());
        journal.execute("truncate users, events, event_endings, bookings, waitlist_entries, waitlist_promotions,"
                + " pricing_history, event_analytics, notifications");
        journal.execute("update projection_positions set tx = '0', ordering = 0");
        book(CONCERT);

        Eventually.await(() -> {
            try {
                journal.follow(projector);
                return true;
            } catch (Projector.Overtaken expected) {
                return false;
            }
        });

        assertThat(journal.rows("select count(*) from users")).containsExactly("2");
        Replay.tablesMustEqual(journal);
    }

    /** One step: events have rows, analytics wait. */
    private Projector stepped() throws Exception {
        Projector projector = journal.projector();
        journal.awaitReadable();
        projector.step();
        return projector;
    }

    private void book(UUID event) throws SQLException {
        journal.commit(event, ++at, History.book(new UUID(3, bookings++), ADA, 1));
    }

    private void equalThoseOfARebuild() throws SQLException {
        List<String> before = journal.everything();
        Rebuild.run(journal.shards());
        assertThat(journal.everything()).isEqualTo(before);
    }
}
