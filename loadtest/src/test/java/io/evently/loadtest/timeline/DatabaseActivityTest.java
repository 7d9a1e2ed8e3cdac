package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseActivityTest {

    private static final String CLIENT = "client backend";

    @Test
    void theJournalIsToldByItsStatementAndWhereItWaits() {
        var waits = new DatabaseActivity(
                "evently journal-2", CLIENT, "IO", "WalSync", "insert into event_journal (writer)\nselect writer from");
        assertThat(waits.cause()).contains(Cause.JOURNAL);
        assertThat(waits.detail()).isEqualTo("IO WalSync");
        var runs = new DatabaseActivity("evently journal-2", CLIENT, "", "", waits.query());
        assertThat(runs.detail()).isEqualTo("runs");
    }

    @Test
    void whoReadsTheJournalDoesNotWriteIt() {
        var reads = statement("evently writer-0", "select ordering from event_journal where tx > $1");
        assertThat(reads.cause()).contains(Cause.TABLES);
        assertThat(reads.detail()).isEqualTo("event_journal");
    }

    @Test
    void tablesAreToldByTheirName() {
        assertThat(statement("evently writer-0", "INSERT INTO bookings (id) select")
                        .detail())
                .isEqualTo("bookings");
        assertThat(statement("evently writer-0", "copy bookings (id) from stdin")
                        .detail())
                .isEqualTo("bookings");
        assertThat(statement("evently writer-0", "update only events e set").detail())
                .isEqualTo("events");
        assertThat(statement("evently writer-0", "COMMIT").detail()).isEqualTo("commit");
    }

    @Test
    void attemptsAndSnapshotsAreNoTablesOfTheProjection() {
        assertThat(statement("evently writer-1", "copy booking_attempts (id) from stdin")
                        .cause())
                .contains(Cause.ATTEMPTS);
        assertThat(statement("evently writer-1", "insert into attempt_counts (event_id)")
                        .cause())
                .contains(Cause.ATTEMPTS);
        assertThat(statement("evently snapshots", "insert into \"snapshot\" (x)")
                        .cause())
                .contains(Cause.SNAPSHOT);
    }

    @Test
    void theServersOwnProcessesAreToldByTheirKind() {
        var checkpoint = new DatabaseActivity("", "checkpointer", "IO", "DataFileSync", "");
        assertThat(checkpoint.cause()).contains(Cause.CHECKPOINT);
        assertThat(checkpoint.detail()).isEqualTo("IO DataFileSync");
        assertThat(checkpoint.isOfTheServer()).isTrue();
        assertThat(new DatabaseActivity("", "walwriter", "IO", "WalSync", "").cause())
                .contains(Cause.LOG_WRITER);
        assertThat(new DatabaseActivity("", "autovacuum worker", "", "", "autovacuum: VACUUM public.bookings").cause())
                .contains(Cause.VACUUM);
    }

    @Test
    void whoWaitsForItsClientKeepsNobodyWaiting() {
        assertThat(new DatabaseActivity("evently writer-0", CLIENT, "Client", "ClientRead", "copy bookings from stdin")
                        .cause())
                .isEmpty();
    }

    @Test
    void theRestIsToldByWhoAsks() {
        assertThat(statement("psql", "select 1 from x").cause()).contains(Cause.OTHER_STATEMENT);
        assertThat(statement("psql", "select 1 from x").detail()).isEqualTo("psql select");
    }

    private static DatabaseActivity statement(String application, String query) {
        return new DatabaseActivity(application, CLIENT, "", "", query);
    }
}
