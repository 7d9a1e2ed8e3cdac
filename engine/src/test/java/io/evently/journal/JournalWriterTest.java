package io.evently.journal;

import static io.evently.journal.JournalRows.ask;
import static io.evently.journal.JournalRows.execute;
import static io.evently.journal.JournalRows.failure;
import static io.evently.journal.JournalRows.row;
import static io.evently.journal.JournalRows.write;
import static io.evently.journal.JournalRows.writers;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.actor.TestNode;
import io.evently.tables.journal.Journal.NewRow;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an entity is told of its commit, when others in the batch, or the way to the database, are at fault. */
class JournalWriterTest {

    private static String url;
    private static JournalWriter writer;

    @BeforeAll
    static void start() {
        url = TestNode.databases("journal_writer").get(0);
        writer = writer(url, JournalRows.PATIENCE, Duration.ofMinutes(1));
    }

    @AfterAll
    static void stop() {
        writer.close();
    }

    private static JournalWriter writer(String url, Duration patience, Duration silence) {
        return new JournalWriter(url, "test", new JournalWriter.Limits(400, 50_000, patience, silence), Runnable::run);
    }

    private static String entity() {
        return "Event|" + UUID.randomUUID();
    }

    @Test
    void aConflictOfOneFailsNoneOfTheOthers() throws SQLException {
        String taken = entity();
        assertThat(failure(write(writer, taken, 1, "another"))).isNull();
        List<PendingWrite> others = new ArrayList<>();
        PendingWrite late = null;
        for (int i = 0; i < 400; i++) {
            if (i == 200) {
                late = write(writer, taken, 1, "late");
            }
            others.add(write(writer, entity(), 1, "mine"));
        }
        assertThat(failure(late)).isInstanceOf(StaleMemory.Conflict.class).hasMessageContaining(taken);
        assertThat(others).allSatisfy(each -> assertThat(failure(each)).isNull());
        assertThat(writers(url, taken)).containsExactly("another");
    }

    @Test
    void aRecordWithoutTheOneBeforeIsAGap() throws SQLException {
        String entity = entity();
        assertThat(failure(write(writer, entity, 1, "mine"))).isNull();
        assertThat(failure(write(writer, entity, 2, "mine"))).isNull();
        assertThat(failure(write(writer, entity, 4, "mine")))
                .isInstanceOf(StaleMemory.Gap.class)
                .hasMessageContaining("does not hold record 3");
        assertThat(writers(url, entity)).hasSize(2);
    }

    @Test
    void aRecordThatTheDatabaseDoesNotTakeFailsAlone() {
        List<PendingWrite> good = new ArrayList<>();
        NewRow usual = row(entity(), 1, "mine");
        PendingWrite bad = new PendingWrite(
                new NewRow(usual.persistenceId(), 1, "mine", 0, "", usual.payload(), usual.serializerId(), null));
        for (int i = 0; i < 50; i++) {
            good.add(write(writer, entity(), 1, "mine"));
            if (i == 25) {
                writer.add(bad);
            }
        }
        assertThat(failure(bad)).isInstanceOf(NothingWritten.class).hasStackTraceContaining("not-null");
        assertThat(good).allSatisfy(each -> assertThat(failure(each)).isNull());
    }

    @Test
    void twoNodesWithTheSameEventsNeverWaitForEachOther() throws SQLException {
        List<String> entities = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            entities.add(entity());
        }
        try (JournalWriter other = writer(url, JournalRows.PATIENCE, Duration.ofMinutes(1))) {
            List<PendingWrite> writes = new ArrayList<>();
            for (int number = 1; number <= 5; number++) {
                for (int i = 0; i < entities.size(); i++) {
                    writes.add(write(writer, entities.get(i), number, "one"));
                    writes.add(write(other, entities.get(entities.size() - 1 - i), number, "two"));
                }
                writes.forEach(JournalRows::failure);
            }
            long won = writes.stream().filter(each -> failure(each) == null).count();
            assertThat(won).isEqualTo(5L * entities.size());
            assertThat(writes).allSatisfy(each -> assertThat(failure(each))
                    .satisfiesAnyOf(none -> assertThat(none).isNull(), lost -> assertThat(lost)
                            .isInstanceOf(StaleMemory.Conflict.class)));
        }
    }

    @Test
    void anAnswerThatGotLostIsFoundOutWithoutTheEntity() throws Exception {
        try (SilentProxy proxy = SilentProxy.before(port(url));
                JournalWriter through = writer(proxy.url(url), JournalRows.PATIENCE, Duration.ofMillis(600))) {
            String entity = entity();
            assertThat(failure(write(through, entity, 1, "mine"))).isNull();
            proxy.loseAnswers();
            assertThat(failure(write(through, entity, 2, "mine"))).isNull();
            assertThat(writers(url, entity)).containsExactly("mine", "mine");
        }
    }

    @Test
    void aServerThatSaysNothingIsLeftAndWritesGoOnOnceThereIsAWay() throws Exception {
        try (SilentProxy proxy = SilentProxy.before(port(url));
                JournalWriter through = writer(proxy.url(url), Duration.ofSeconds(2), Duration.ofMillis(600))) {
            String entity = entity();
            assertThat(failure(write(through, entity, 1, "mine"))).isNull();
            proxy.fallSilent();
            assertThat(failure(write(through, entity, 2, "mine"))).isInstanceOf(OutcomeUnknown.class);
            // Nothing is sent on a connection that does not come about.
            assertThat(failure(write(through, entity, 2, "mine"))).isInstanceOf(NothingWritten.class);
            proxy.recover();
            Throwable last = failure(write(through, entity, 2, "mine"));
            long end = System.nanoTime() + JournalRows.PATIENCE.toNanos();
            while (last != null && System.nanoTime() < end) {
                last = failure(write(through, entity, 2, "mine"));
            }
            assertThat(last).isNull();
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedHasWrittenNothing() {
        try (JournalWriter nowhere = writer(
                "jdbc:postgresql://127.0.0.1:1/nothing?user=postgres", Duration.ofMillis(300), Duration.ofSeconds(1))) {
            assertThat(failure(write(nowhere, entity(), 1, "mine")))
                    .isExactlyInstanceOf(NothingWritten.class)
                    .hasCauseInstanceOf(SQLException.class);
        }
    }

    @Test
    void whoWaitsWhenTheWriterClosesIsAnswered() {
        JournalWriter closing = writer(
                "jdbc:postgresql://127.0.0.1:1/nothing?user=postgres", JournalRows.PATIENCE, Duration.ofSeconds(1));
        PendingWrite waiting = write(closing, entity(), 1, "mine");
        closing.close();
        assertThat(failure(waiting)).isInstanceOf(NothingWritten.class);
        assertThat(failure(write(closing, entity(), 1, "mine"))).isInstanceOf(NothingWritten.class);
    }

    @Test
    void moreThanMayWaitAreRefused() {
        try (JournalWriter small = new JournalWriter(
                "jdbc:postgresql://127.0.0.1:1/nothing?user=postgres",
                "small",
                new JournalWriter.Limits(1, 1, Duration.ofMillis(500), Duration.ofSeconds(1)),
                Runnable::run)) {
            List<PendingWrite> writes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writes.add(write(small, entity(), 1, "mine"));
            }
            assertThat(small.oldest()).isPositive();
            assertThat(failure(writes.get(2)))
                    .isInstanceOf(NothingWritten.class)
                    .hasMessageContaining("was not written");
            assertThat(writes).allSatisfy(each -> assertThat(failure(each)).isNotNull());
        }
    }

    @Test
    void aWarningIsNoSuccessUntilALaterCommitSucceeds() throws SQLException {
        String entity = entity();
        execute(
                url,
                "create or replace function warn() returns trigger language plpgsql as"
                        + " $$ begin raise warning 'committed locally only'; return null; end $$",
                // Deferred: it comes when the row is committed, as the warning of a cancelled wait does.
                "create constraint trigger warns after insert on event_journal deferrable initially deferred"
                        + " for each row when (new.persistence_id = '%s') execute function warn()".formatted(entity));
        try {
            String before = ask(url, "select pg_current_wal_insert_lsn()").get(0);
            assertThat(failure(write(writer, entity, 1, "mine"))).isNull();
            assertThat(ask(url, "select pg_current_wal_insert_lsn() > '%s'::pg_lsn".formatted(before)))
                    .containsExactly("t");
            assertThat(writers(url, entity)).containsExactly("mine");
        } finally {
            execute(url, "drop trigger warns on event_journal");
        }
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }
}
