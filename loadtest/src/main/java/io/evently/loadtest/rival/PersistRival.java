package io.evently.loadtest.rival;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Event sourcing as the textbook has it: an actor for each event (Pekko Persistence, its JDBC plugin, PostgreSQL) that
 * persists every booking by itself. In the same process as its clients, which are actors, too: no HTTP, no cluster, no
 * token check and no log of attempts. How the plugin is set stands in {@code rival/persist.conf}.
 */
public final class PersistRival extends AuditedRival {

    /** What events may take to recover or stop, and clients to get their last answers. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RivalDatabase database;
    private final ActorSystem<ActorRivalGuardian.Message> system;
    private int runs;
    private int events;

    /** On a database it may share with other rivals, one run at a time. */
    public PersistRival(RivalDatabase database) {
        this.database = database;
        this.system = ActorSystem.create(ActorRivalGuardian.create(), "rival", config(database.url()));
    }

    /** Only this file and the libraries' own defaults: Evently's application.conf is on the classpath, too. */
    private static Config config(String url) {
        return ConfigFactory.parseMap(Map.of("rival.url", url))
                .withFallback(ConfigFactory.parseResources("rival/persist.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    @Override
    public String name() {
        return "event-sourced entity, one persist per booking";
    }

    @Override
    List<ClientTally> sell(int clients, int events, Duration time) {
        this.events = events;
        runs++;
        truncate();
        open();
        var sold = new CompletableFuture<List<ClientTally>>();
        system.tell(new ActorRivalGuardian.Sell(clients, time, sold));
        List<ClientTally> tallies = await(sold, time.plus(PATIENCE));
        empty();
        return tallies;
    }

    /** Rows as SQL shows them, and counts of events that know nothing but these rows. */
    @Override
    StoredBookings kept() {
        List<RivalBooking> bookings = rows();
        List<StoredBookings.Count> counts = open();
        empty();
        return new StoredBookings(bookings, counts);
    }

    private List<StoredBookings.Count> open() {
        var opened = new CompletableFuture<List<StoredBookings.Count>>();
        system.tell(new ActorRivalGuardian.Open(Integer.toString(runs), events, opened));
        return await(opened, PATIENCE);
    }

    private void empty() {
        var emptied = new CompletableFuture<Void>();
        system.tell(new ActorRivalGuardian.Empty(emptied));
        await(emptied, PATIENCE);
    }

    private void truncate() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate persist.event_journal"); // small indexes: the rival's best case
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<RivalBooking> rows() {
        List<RivalBooking> bookings = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select persistence_id, event_payload from persist.event_journal")) {
            while (rows.next()) {
                String id = rows.getString(1);
                int place = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
                RivalFact booked = RivalFactSerializer.booked(rows.getBytes(2));
                bookings.add(new RivalBooking(booked.booking(), place, booked.user(), booked.quantity()));
            }
            return bookings;
        } catch (SQLException e) {
            throw new IllegalStateException("the audit of " + name() + " failed", e);
        }
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated().toCompletableFuture(), PATIENCE);
    }

    private <T> T await(CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(name() + " failed", e);
        }
    }
}
