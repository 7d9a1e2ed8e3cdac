package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.WaitlistPolicy;
import io.evently.event.record.EventRecords;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** What tests of events on a real journal do to one. */
final class TestEvents {

    static final UUID ADMIN = UUID.randomUUID();

    private TestEvents() {}

    static UUID create(TestNode on, int capacity) {
        UUID id = on.events().newId();
        Details details = new Details(
                "Concert",
                null,
                "Hall",
                on.events().now() + TimeUnit.DAYS.toMicros(100),
                10,
                0,
                10,
                WaitlistPolicy.STRICT,
                15);
        EventCommand create = new EventCommand.CreateEvent(id, details, capacity, 4990, null, ADMIN);
        assertThat(await(on.events().ask(id, create))).isInstanceOf(EventReply.EventState.class);
        return id;
    }

    static Book bookingOf(TestNode on, int quantity) {
        return new Book(on.events().newId(), UUID.randomUUID(), quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    static Booking book(TestNode on, UUID event, int quantity) {
        return booking(await(on.events().ask(event, bookingOf(on, quantity))));
    }

    /** So many bookings of a seat each, at once. */
    static void bookMany(TestNode on, UUID event, int count) {
        List<CompletableFuture<EventReply>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(on.events().ask(event, bookingOf(on, 1)));
        }
        asked.forEach(answer -> booking(await(answer)));
    }

    static Booking booking(EventReply reply) {
        assertThat(reply).isInstanceOf(EventReply.BookingState.class);
        return ((EventReply.BookingState) reply).booking();
    }

    static EventView view(TestNode on, UUID event) {
        EventReply reply = await(on.events().get(event));
        assertThat(reply).isInstanceOf(EventReply.EventState.class);
        return ((EventReply.EventState) reply).event();
    }

    /** Past admission, as a message of another node. */
    static EntityRef<EventMessage> actor(TestNode on, UUID event) {
        return ClusterSharding.get(on.system())
                .entityRefFor(EntityTypeKey.create(EventMessage.class, EventEntity.TYPE), event.toString());
    }

    static EventReply await(CompletableFuture<EventReply> reply) {
        return Eventually.answer(reply);
    }

    static void await(Eventually.Condition condition) {
        Eventually.await(condition);
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long count(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Facts of a kind that the journal holds of an event. */
    static long facts(List<String> databases, UUID event, Class<?> kind) throws SQLException {
        try (Connection connection = DriverManager.getConnection(databases.get(Shards.shardOf(event)));
                PreparedStatement select = connection.prepareStatement(
                        "select event_payload from event_journal where persistence_id = ?")) {
            select.setString(1, "Event|" + event);
            try (ResultSet rows = select.executeQuery()) {
                long found = 0;
                while (rows.next()) {
                    found += EventRecords.readCommit(rows.getBytes(1)).facts().stream()
                            .filter(kind::isInstance)
                            .count();
                }
                return found;
            }
        }
    }
}
