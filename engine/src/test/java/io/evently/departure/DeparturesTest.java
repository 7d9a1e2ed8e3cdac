package io.evently.departure;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.Micros;
import io.evently.event.NotifyPrefs;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.TestNode;
import io.evently.projection.Projections;
import io.evently.time.NodeClock;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.account.Users;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: what a deactivated user held ends, in whichever database, and what they confirmed stays. */
class DeparturesTest {

    private static final UUID ADMIN = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();

    @TempDir
    private Path folder;

    private Shards shards;
    private TestNode node;
    private Users users;

    @Test
    void whatADeactivatedUserHeldEndsInAllDatabasesAlsoAfterARestart() throws SQLException {
        List<String> urls = TestNode.databases("departures");
        try (Shards open = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            shards = open;
            UUID ada;
            UUID held;
            UUID heldLater;
            UUID waitedFor;
            UUID promoted;
            UUID confirmed;
            try (TestNode dying = TestNode.start(urls)) {
                startOn(dying);
                ada = register("ada@example.org");
                held = soldOut(0);
                ask(held, book(ada, 1, true));
                heldLater = soldOut(1);
                waitedFor = soldOut(2);
                ask(waitedFor, book(BOB, 2, false));
                ask(waitedFor, join(ada));
                promoted = soldOut(3);
                UUID bobs = ask(promoted, book(BOB, 2, true));
                ask(promoted, join(ada));
                ask(promoted, new EventCommand.CancelBooking(bobs, BOB, false));
                ask(promoted, join(BOB));
                confirmed = soldOut(0);
                ask(confirmed, book(ada, 1, false));

                Eventually.answer(users.changeAccess(ada, null, false, ADMIN));
                // On a node that does not know yet.
                ask(heldLater, book(ada, 1, true));
                awaitRow(Shards.shardOf(ada), "select count(*) from departures where user_id = '%s'", ada, "1");
            }
            try (TestNode next = TestNode.start(urls)) {
                startOn(next);
                DepartureWorkers.start(next.system(), shards, users, next.events());

                String booking = "select status from bookings where event_id = '%s'";
                awaitRow(0, booking, held, "cancelled");
                awaitRow(1, booking, heldLater, "cancelled");
                String entries = "select string_agg(status || ' ' || coalesce(end_reason, ''), ', ' order by join_seq)"
                        + " from waitlist_entries where event_id = '%s'";
                awaitRow(2, entries, waitedFor, "left the user was deactivated");
                awaitRow(3, entries, promoted, "left the user was deactivated, promoted ");
                awaitRow(0, booking, confirmed, "confirmed");
                awaitRow(Shards.shardOf(ada), "select count(*) from departures where user_id = '%s'", ada, "0");
                assertThat(rows(0, booking.formatted(confirmed))).containsExactly("confirmed");
            }
        }
    }

    @Test
    void whoCameBackMeanwhileKeepsWhatTheyHold() throws SQLException {
        List<String> urls = TestNode.databases("departures_back");
        try (Shards open = Shards.open(urls, Shards.PoolSizes.DEFAULT);
                TestNode started = TestNode.start(urls)) {
            shards = open;
            startOn(started);
            UUID eve = register("eve@example.org");
            UUID gone = register("gone@example.org");
            UUID hers = soldOut(1);
            ask(hers, book(eve, 1, true));
            UUID his = soldOut(1);
            ask(his, book(gone, 1, true));
            Eventually.answer(users.changeAccess(eve, null, false, ADMIN));
            Eventually.answer(users.changeAccess(eve, null, true, ADMIN));
            // As while tables are made anew: the row of a past departure.
            int home = Shards.shardOf(eve);
            awaitRow(home, "select version from users where id = '%s' and is_active", eve, "3");
            execute(home, "insert into departures (user_id, version, noted_at) values ('%s', 2, now())".formatted(eve));
            Eventually.answer(users.changeAccess(gone, null, false, ADMIN));

            DepartureWorkers.start(started.system(), shards, users, started.events());

            awaitRow(1, "select status from bookings where event_id = '%s'", his, "cancelled");
            assertThat(rows(1, "select status from bookings where event_id = '%s'".formatted(hers)))
                    .containsExactly("pending");
        }
    }

    private void startOn(TestNode started) {
        node = started;
        users = Users.start(
                started.system(),
                shards,
                ServiceKeys.start(started.system(), shards, MasterKey.keptIn(folder)),
                NodeClock.system(started.metrics()),
                started.metrics());
        Projections.start(started.system(), shards, () -> false, started.metrics());
    }

    private UUID register(String email) {
        EmailAddress address = EmailAddress.parse(email).orElseThrow();
        return Eventually.answer(users.register(address, "Somebody", "correct horse battery", Role.USER))
                .id();
    }

    /** An event of two seats in that database. */
    private UUID soldOut(int shard) {
        UUID event = node.events().newId();
        while (Shards.shardOf(event) != shard) {
            event = node.events().newId();
        }
        long date = Micros.of(Instant.now().plus(30, ChronoUnit.DAYS));
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 60, WaitlistPolicy.STRICT, 600);
        ask(event, new EventCommand.CreateEvent(event, details, 2, 4_990, null, ADMIN));
        return event;
    }

    private Book book(UUID user, int quantity, boolean hold) {
        return new Book(node.events().newId(), user, quantity, hold, Booking.NO_EXPECTED_PRICE, null);
    }

    private JoinWaitlist join(UUID user) {
        return new JoinWaitlist(node.events().newId(), user, 2, 0, NotifyPrefs.ALL, null);
    }

    /** Asks until it happened; returns the booking's id, if it is one. */
    private UUID ask(UUID event, EventCommand command) {
        EventReply reply = Eventually.answer(node.events().ask(event, command));
        assertThat(reply)
                .isNotInstanceOf(EventReply.Refused.class)
                .isNotIn(EventReply.Busy.INSTANCE, EventReply.Unknown.INSTANCE);
        return reply instanceof EventReply.BookingState state ? state.booking().id() : null;
    }

    private void awaitRow(int shard, String query, UUID id, String expected) {
        Eventually.await(() -> rows(shard, query.formatted(id)).equals(List.of(expected)));
    }

    private List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private void execute(int shard, String sql) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
