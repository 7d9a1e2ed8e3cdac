package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables are the same, whether foreign keys are enforced or not. That no row is an orphan, the fixture looks itself. */
class UnenforcedKeysTest {

    private static final UUID CONCERT = new UUID(2, 1);

    private JournalFixture journal;

    @BeforeEach
    void empty() throws SQLException {
        journal = JournalFixture.empty("unenforced");
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    /** In a batch that is large enough to go without them. */
    @Test
    void anEventIsDeletedWithAllItsRowsWhereForeignKeysAreNotEnforced() throws Exception {
        journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 1_000));
        UUID brief = new UUID(2, 2);
        journal.commit(brief, History.START, History.create(brief, "Brief", 10));
        Projector projector = journal.projector();
        journal.follow(projector);
        EventCommand[] bookings = new EventCommand[UnenforcedKeys.WORTH_WHILE];
        for (int i = 0; i < bookings.length; i++) {
            bookings[i] = History.book(new UUID(3, i), new UUID(7, i), 1);
        }
        journal.commit(CONCERT, History.START + 1, bookings);
        journal.commit(brief, History.START + 2, new EventCommand.SetPrice(100, "cheap", IfMatch.ANY, History.ADMIN));
        journal.commit(brief, History.START + 3, new EventCommand.DeleteEvent(IfMatch.ANY, History.ADMIN));
        journal.events().remove(brief);

        journal.follow(projector);

        Replay.tablesMustEqual(journal);
        assertThat(journal.rows("select count(*) from pricing_history where event_id = '" + brief + "'"))
                .containsExactly("0");
        assertThat(journal.rows("select count(*) from event_analytics where event_id = '" + brief + "'"))
                .containsExactly("0");
    }

    /** As on a server that is not ours, whose operator did not grant it. */
    @Test
    void withoutTheRightToDispenseWithForeignKeysTheTablesFollowAllTheSame() throws Exception {
        journal.execute(
                """
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'without_rights') then
                        create role without_rights login bypassrls password 'none' in role pg_read_all_stats;
                    end if;
                end $$;
                grant select, insert, update, delete on all tables in schema public to without_rights;
                """);
        List<String> urls = journal.urls().stream()
                .map(url -> url.replaceFirst("user=.*", "user=without_rights&password=none"))
                .toList();
        new History(journal, 4).live(4, 60);
        UUID brief = new UUID(2, 2);
        journal.commit(
                brief,
                History.START + 3,
                History.create(brief, "Brief", 10),
                new EventCommand.DeleteEvent(IfMatch.ANY, History.ADMIN));
        journal.events().remove(brief);

        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT)) {
            journal.follow(new Projector(JournalFixture.SHARD, shards.writer(JournalFixture.SHARD)));
        }

        Replay.tablesMustEqual(journal);
    }
}
