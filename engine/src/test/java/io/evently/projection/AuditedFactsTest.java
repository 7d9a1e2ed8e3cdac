package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.EventCommand;
import io.evently.tables.AuditVerification;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fact is in the audit once: however the journal is cut, if the tables are made anew, if somebody is set aside. */
class AuditedFactsTest {

    private static final UUID BAD = new UUID(2, 1);
    private static final UUID ADA = new UUID(7, 1);

    private JournalFixture journal;
    private long before;
    private long booking;
    private long at = History.START;

    @BeforeEach
    void empty() throws SQLException {
        journal = JournalFixture.empty("audited");
        before = Long.parseLong(journal.rows("select sequence from audit_chains where chain = 3")
                .get(0));
    }

    @AfterEach
    void close() throws SQLException {
        wholeMustBeTheAudit();
        journal.close();
    }

    private void wholeMustBeTheAudit() throws SQLException {
        try (Connection connection = journal.connection()) {
            connection.setAutoCommit(false);
            assertThat(AuditVerification.of(connection).findings()).isEmpty();
        }
    }

    /** Of this test, in their order. */
    private List<String> audited() throws SQLException {
        return journal.rows("select action, entity_id, actor, role, changes from audit where chain = 3 and sequence > "
                + before + " order by sequence");
    }

    /** As a node of a version without audit leaves it; {@code head} is a table, which goes. */
    private void forgetWhatIsAuditedSince(String head) throws SQLException {
        journal.execute("alter table audit disable trigger user");
        journal.execute("alter table audit_chains disable trigger user");
        journal.execute("delete from audit where chain = 3 and sequence > (select sequence from " + head + ")");
        journal.execute(
                "update audit_chains c set sequence = h.sequence, hash = h.hash, tx = h.tx, ordering = h.ordering"
                        + " from " + head + " h where c.chain = 3");
        journal.execute("alter table audit enable always trigger audit_is_append_only");
        journal.execute("alter table audit_chains enable always trigger audit_chains_stay");
        journal.execute("alter table audit_chains enable always trigger audit_chains_go_forward");
        journal.execute("drop table " + head);
    }

    /** One row for each fact, but two for a promotion that became a booking. */
    private long facts() {
        return journal.events().values().stream()
                .mapToLong(event -> event.lastFact() + event.queue().claimed())
                .sum();
    }

    private void books(UUID event, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            journal.commit(event, at++, History.book(new UUID(3, booking++), ADA, 1));
        }
    }

    private void create(UUID event) throws SQLException {
        journal.commit(event, at++, History.create(event, "Concert", 1_000));
    }

    @Test
    void aRandomLifeIsTheSameAuditHoweverItIsCutAndIsNotWrittenAgain() throws Exception {
        History history = new History(journal, 2);
        Projector projector = journal.projector();
        for (int i = 0; i < 10; i++) {
            history.live(1, 30);
            projector.step();
        }
        journal.follow(projector);
        List<String> audited = audited();
        assertThat(audited).hasSize(Math.toIntExact(facts()));

        Rebuild.run(journal.shards());

        assertThat(audited()).isEqualTo(audited);
        history.live(1, 10);
        journal.follow(journal.projector());
        assertThat(audited()).hasSize(Math.toIntExact(facts()));
    }

    @Test
    void aRowSaysWhoDidWhatToWhat() throws Exception {
        create(BAD);
        UUID hold = new UUID(3, 100);
        journal.commit(BAD, at++, History.hold(hold, ADA, 2), new EventCommand.ConfirmHold(hold, ADA));
        journal.commit(BAD, at++, new EventCommand.CancelBooking(hold, History.ADMIN, true));
        journal.follow(journal.projector());

        assertThat(audited())
                .containsExactly(
                        "event.created|" + BAD + "|" + History.ADMIN
                                + "|null|{\"basePrice\": \"49.90\", \"totalCapacity\": \"1000\"}",
                        "booking.held|" + hold + "|" + ADA
                                + "|null|{\"status\": \"pending\", \"quantity\": \"2\", \"unitPrice\": \"49.90\"}",
                        "booking.confirmed|" + hold + "|" + ADA
                                + "|null|{\"status\": \"confirmed\", \"statusBefore\": \"pending\"}",
                        "booking.cancelled|" + hold + "|" + History.ADMIN
                                + "|null|{\"status\": \"cancelled\", \"statusBefore\": \"confirmed\"}");
    }

    @Test
    void whatANodeWithoutAuditFollowedIsAuditedByTheNextOne() throws Exception {
        create(BAD);
        journal.follow(journal.projector());
        journal.execute("create table head as select * from audit_chains where chain = 3");
        UUID hold = new UUID(3, 200);
        journal.commit(BAD, at++, History.hold(hold, ADA, 2), new EventCommand.ConfirmHold(hold, ADA));
        journal.follow(journal.projector());
        forgetWhatIsAuditedSince("head");
        assertThat(audited()).hasSize(1);

        books(BAD, 1);
        Projector next = journal.projector();
        journal.follow(next);

        assertThat(audited())
                .hasSize(4)
                .extracting(row -> row.substring(0, row.indexOf('|')))
                .containsExactly("event.created", "booking.held", "booking.confirmed", "booking.confirmed");
        assertThat(audited().get(2))
                .as("nobody knows what was before a fact that the tables have already")
                .contains("\"status\": \"confirmed\"")
                .doesNotContain("statusBefore");
        books(BAD, 2);
        journal.follow(next);
        assertThat(audited()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void whoIsSetAsideIsAuditedWhenTheyAreTakenBack() throws Exception {
        UUID good = new UUID(2, 2);
        create(BAD);
        create(good);
        UUID lost = new UUID(3, 77);
        journal.commit(BAD, at++, History.book(lost, ADA, 1));
        Projector projector = journal.projector();
        journal.follow(projector);
        // What contradicts the tables sets its event aside.
        journal.execute("delete from bookings where id = '" + lost + "'");
        journal.commit(BAD, at++, new EventCommand.CancelBooking(lost, ADA, false));
        books(BAD, 2);
        books(good, 3);
        journal.follow(projector);
        assertThat(audited()).hasSize(6);

        journal.execute("update projection_quarantine set retry = true");
        // A retry is tried once a second.
        Eventually.await(() -> {
            projector.step();
            return journal.rows("select 1 from projection_quarantine").isEmpty();
        });

        assertThat(audited()).hasSize(9).doesNotHaveDuplicates();
        books(BAD, 2);
        journal.follow(projector);
        assertThat(audited()).hasSize(11).doesNotHaveDuplicates();
        Rebuild.run(journal.shards());
        assertThat(audited()).hasSize(11);
        assertThat(journal.rows("select * from audit_backlog where persistence_id = 'Event|" + BAD + "'"))
                .isEmpty();
    }

    @Test
    void whoIsSetAsideAndComesBackByARebuildIsAuditedOnce() throws Exception {
        create(BAD);
        UUID lost = new UUID(3, 78);
        journal.commit(BAD, at++, History.book(lost, ADA, 1));
        journal.follow(journal.projector());
        journal.execute("delete from bookings where id = '" + lost + "'");
        journal.commit(BAD, at++, new EventCommand.CancelBooking(lost, ADA, false));
        books(BAD, 2);
        journal.follow(journal.projector());
        assertThat(audited()).hasSize(2);

        Rebuild.run(journal.shards());
        Rebuild.run(journal.shards());

        assertThat(audited()).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void aJournalOfAnotherServerIsAuditedOnFromWhereItWas() throws Exception {
        create(BAD);
        books(BAD, 3);
        journal.follow(journal.projector());
        books(BAD, 2);
        // A server whose transactions had higher numbers wrote them.
        journal.execute("update event_journal set tx = (tx::text::bigint + 1000000000)::text::xid8");
        journal.execute("update audit_chains set tx = (tx::text::bigint + 1000000000)::text::xid8 where chain = 3");

        Rebuild.run(journal.shards());

        assertThat(audited()).hasSize(6).doesNotHaveDuplicates();
        books(BAD, 1);
        journal.follow(journal.projector());
        assertThat(audited()).hasSize(7).doesNotHaveDuplicates();
    }
}
