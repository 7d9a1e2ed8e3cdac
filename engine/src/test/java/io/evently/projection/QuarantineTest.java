package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.BookingReference;
import io.evently.event.EventCommand;
import io.evently.record.NewerRecordException;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.user.Account;
import io.evently.user.Role;
import io.evently.user.UserFact;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One record that the tables cannot take costs one event its rows, and nobody else. */
class QuarantineTest {

    private static final UUID BAD = new UUID(2, 1);
    private static final UUID GOOD = new UUID(2, 2);
    private static final UUID ADA = new UUID(7, 1);

    private static final String SET_ASIDE =
            "select persistence_id, sequence_number, skipped, newer from projection_quarantine order by 1";

    private JournalFixture journal;
    private long at = History.START;

    @BeforeEach
    void empty() throws SQLException {
        journal = JournalFixture.empty("quarantine");
        create(BAD);
        create(GOOD);
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void aRecordThatCannotBeReadSetsOneEventAsideAndTheOthersGoOn() throws Exception {
        books(GOOD, 40);
        books(BAD, 3);
        journal.appendDamaged(BAD);
        books(GOOD, 40);
        books(BAD, 2);
        Projector projector = journal.projector();

        journal.follow(projector);

        assertThat(seatsSold()).containsExactly("3", "80");
        books(BAD, 1);
        books(GOOD, 1);
        journal.follow(projector);
        assertThat(seatsSold()).containsExactly("3", "81");
        assertThat(journal.rows(SET_ASIDE)).containsExactly("Event|" + BAD + "|5|3|f");
        assertThat(quarantined(projector)).isEqualTo(1);
    }

    @Test
    void aGapOfFactsSetsItsEventAsideAndARebuildAfterItIsMendedTakesItBack() throws Exception {
        books(BAD, 3);
        books(GOOD, 2);
        String hidden =
                "update event_journal set persistence_id = '%s' where persistence_id = '%s' and sequence_number = 3";
        journal.execute(hidden.formatted("hidden", "Event|" + BAD));
        // What is filed under no event is a record that cannot be applied, too.
        journal.follow(journal.projector());

        assertThat(journal.rows(SET_ASIDE)).containsExactly("Event|" + BAD + "|4|0|f", "hidden|3|0|f");
        assertThat(seatsSold()).containsExactly("1", "2");

        journal.execute(hidden.formatted("Event|" + BAD, "hidden"));
        Rebuild.run(journal.shards());

        assertThat(journal.rows(SET_ASIDE)).isEmpty();
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whatContradictsTheTablesIsMadeAnewWhenAnOperatorAsksForIt() throws Exception {
        UUID booking = new UUID(3, 77);
        journal.commit(BAD, at++, History.book(booking, ADA, 1));
        books(BAD, 2);
        books(GOOD, 2);
        Projector projector = journal.projector();
        journal.follow(projector);
        journal.execute("delete from bookings where id = '" + booking + "'");
        journal.commit(BAD, at++, new EventCommand.CancelBooking(booking, ADA, false));
        books(BAD, 1);
        books(GOOD, 1);
        journal.follow(projector);
        assertThat(journal.rows(SET_ASIDE)).containsExactly("Event|" + BAD + "|5|1|f");

        journal.execute("update projection_quarantine set retry = true where persistence_id = 'Event|" + BAD + "'");
        followUntil(projector, SET_ASIDE, List.of());

        Replay.tablesMustEqual(journal);
    }

    @Test
    void aTryThatFailsAgainChangesNothing() throws Exception {
        books(BAD, 3);
        journal.appendDamaged(BAD);
        Projector projector = journal.projector();
        journal.follow(projector);
        List<String> before = journal.everything();

        journal.execute("update projection_quarantine set retry = true, reason = 'old'");
        followUntil(projector, "select retry, reason <> 'old' from projection_quarantine", List.of("f|t"));

        assertThat(journal.rows(SET_ASIDE)).containsExactly("Event|" + BAD + "|5|0|f");
        assertThat(journal.everything()).isEqualTo(before);
    }

    @Test
    void aConstraintSetsAsideWhoCameSecond() throws Exception {
        UUID eve = new UUID(7, 2);
        journal.append(ADA, new UserFact.UserRegistered(account(ADA)));
        journal.append(eve, new UserFact.UserRegistered(account(eve)));
        books(GOOD, 2);

        journal.follow(journal.projector());

        assertThat(journal.rows(SET_ASIDE)).containsExactly("User|" + eve + "|1|0|f");
        assertThat(seatsSold()).containsExactly("0", "2");
        assertThat(journal.rows("select id from users where email is not null")).containsExactly(ADA.toString());
    }

    /** 60 bits a day, so it may happen. */
    @Test
    void aBookingWhoseReferenceIsTakenIsShownLikeAnyOther() throws Exception {
        Projector projector = journal.projector();
        books(GOOD, 1);
        journal.follow(projector);
        UUID second = new UUID(3, at);
        journal.execute("update bookings set booking_ref = '" + BookingReference.of(second, at) + "'");
        books(GOOD, 1);

        journal.follow(projector);

        assertThat(journal.rows("select count(*), count(distinct booking_ref) from bookings"))
                .containsExactly("2|1");
        assertThat(journal.rows(SET_ASIDE)).isEmpty();
    }

    @Test
    void whatLiesInTheDatabaseSetsNobodyAside() throws Exception {
        Projector projector = journal.projector();
        journal.follow(projector);
        books(GOOD, 2);
        journal.awaitReadable();
        journal.execute("alter table bookings rename to elsewhere");
        try {
            for (int i = 0; i < 15; i++) {
                assertThatThrownBy(projector::step).isInstanceOf(SQLException.class);
            }
        } finally {
            journal.execute("alter table elsewhere rename to bookings");
        }
        assertThat(journal.rows(SET_ASIDE)).isEmpty();
        journal.follow(projector);
        Replay.tablesMustEqual(journal);
    }

    @Test
    void onlyWhatAValueCanCauseIsAFaultOfTheData() {
        assertThat(List.of("22021", "22P02", "23502", "23505", "23514", "21000", "54000"))
                .allMatch(state -> DataFault.isIn(new SQLException("no", state)));
        assertThat(List.of(
                        "08006", "25006", "40001", "40P01", "42P01", "42501", "53100", "53200", "53300", "55P03",
                        "57014", "57P01", "57P03", "58030", "XX000", ""))
                .noneMatch(state -> DataFault.isIn(new SQLException("no", state)));
        assertThat(DataFault.isIn(new SQLException("no"))).isFalse();
        assertThat(DataFault.isIn(new IllegalStateException())).isTrue();
        assertThat(DataFault.isIn(new Projector.Overtaken(0))).isFalse();
    }

    @Test
    void aRecordOfANewerEventlyIsWaitedForAndThenSetAsideUntilSomebodyKnowsIt() throws Exception {
        Projector patient = journal.projector();
        journal.follow(patient);
        books(GOOD, 2);
        books(BAD, 3);
        journal.execute("update event_journal set event_ser_manifest = 'commit:9' where sequence_number = 3"
                + " and persistence_id = 'Event|" + BAD + "'");
        books(GOOD, 2);
        journal.awaitReadable();
        assertThatThrownBy(() -> journal.follow(patient)).isInstanceOf(NewerRecordException.class);
        assertThatThrownBy(() -> journal.follow(patient)).isInstanceOf(NewerRecordException.class);
        // What came before it is shown.
        assertThat(seatsSold()).containsExactly("1", "2");
        assertThat(journal.rows(SET_ASIDE)).isEmpty();

        Projector impatient =
                new Projector(JournalFixture.SHARD, journal.shards().writer(JournalFixture.SHARD), Duration.ZERO);
        journal.follow(impatient);
        assertThat(journal.rows(SET_ASIDE)).containsExactly("Event|" + BAD + "|3|1|t");
        assertThat(seatsSold()).containsExactly("1", "4");

        // Whoever takes over tries by itself.
        journal.execute("update event_journal set event_ser_manifest = 'commit:1'");
        followUntil(journal.projector(), SET_ASIDE, List.of());
        Replay.tablesMustEqual(journal);
    }

    @Test
    void moreThanAHundredAtOnceAreNoFaultOfSingleEvents() throws Exception {
        for (int i = 0; i <= ProjectionQuarantineTable.MOST; i++) {
            journal.appendDamaged(new UUID(5, i));
        }
        books(GOOD, 1);
        assertThatThrownBy(() -> journal.follow(journal.projector())).isInstanceOf(RuntimeException.class);

        assertThat(journal.rows("select count(*) from projection_quarantine")).containsExactly("100");
        assertThat(seatsSold()).containsExactly("0", "0");
    }

    private void create(UUID event) throws SQLException {
        journal.commit(event, at++, History.create(event, "Concert", 1_000));
    }

    /** So many commits of a seat each. */
    private void books(UUID event, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            journal.commit(event, at, History.book(new UUID(3, at++), ADA, 1));
        }
    }

    private List<String> seatsSold() throws SQLException {
        return journal.rows("select confirmed_seats from events order by id");
    }

    private int quarantined(Projector projector) throws Exception {
        Eventually.await(() -> {
            projector.step();
            return projector.quarantined() > 0;
        });
        return projector.quarantined();
    }

    private void followUntil(Projector projector, String query, List<String> rows) throws Exception {
        Eventually.await(() -> {
            journal.follow(projector);
            return journal.rows(query).equals(rows);
        });
    }

    private static Account account(UUID id) {
        return new Account(
                id,
                new Ciphertext(new byte[] {1}),
                new Ciphertext(new byte[] {2}),
                new BlindIndex(new byte[32]),
                "hash",
                Role.USER,
                true,
                1,
                History.START,
                History.START);
    }
}
