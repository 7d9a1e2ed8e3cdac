package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.projection.TestJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** People of each database, a follower of the journal of database 0 that may die, and what people were told. */
final class ToldPeople implements AutoCloseable {

    static final UUID CONCERT = new UUID(2, 1);

    final TestJournal journal;
    final CrashingDatabases databases;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MessageMetrics metrics = new MessageMetrics(registry);
    private final MessageWriter writer =
            new MessageWriter((cause, values) -> cause.label(), () -> TestJournal.START, metrics);

    private ToldPeople(TestJournal journal) {
        this.journal = journal;
        this.databases = new CrashingDatabases(journal.shards());
    }

    static ToldPeople nobodyYet(String prefix) throws SQLException {
        ToldPeople people = new ToldPeople(TestJournal.empty(prefix));
        people.journal.execute(
                """
                truncate notifications, email_delivery_log, message_positions, message_backlog, told_events,
                    message_fanouts, message_reminders, message_preferences, keys.user_keys, keys.forgotten;
                update message_source set tx = '0', ordering = 0, generation = 0, generation_tx = '0',
                    generation_ordering = 0;
                update notification_head set last_no = 0
                """);
        return people;
    }

    /** Somebody whose database is this one; number n of them. */
    static UUID of(int shard, int n) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> new UUID(7, i))
                .filter(id -> Shards.shardOf(id) == shard)
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    /** Gives somebody a key, which makes them a user with an address. */
    void mailable(UUID... ids) throws SQLException {
        for (UUID id : ids) {
            journal.execute(
                    Shards.shardOf(id),
                    "insert into keys.user_keys (user_id, wrapped_key, created_at) values ('%s', '\\x01', now())"
                            .formatted(id));
        }
    }

    MessageFollower follower() {
        return new MessageFollower(TestJournal.SHARD, databases, shard -> Runnable::run, writer, () -> false, metrics);
    }

    /** Events and users of whom people are told later, as operators see it. */
    double setAside() {
        return registry.get("evently.messages.set.aside")
                .tag("shard", "0")
                .gauge()
                .value();
    }

    Reminders reminders(int shard, long now) {
        return new Reminders(shard, databases.apply(shard), writer, () -> now);
    }

    /** Lets the tables follow, then tells of all, as often as the follower dies. */
    void tell() throws Exception {
        journal.follow();
        tellAsFarAsTablesAre();
    }

    void tellAsFarAsTablesAre() throws Exception {
        MessageFollower follower = follower();
        int idle = 0;
        while (idle < 2) {
            try {
                idle = follower.step() ? 0 : idle + 1;
            } catch (SQLException died) {
                idle = 0;
                follower = follower();
            }
            if (databases.takeCrash()) {
                idle = 0;
                follower = follower();
            }
        }
    }

    /** Whom, and why; the users by their short numbers. */
    List<String> told() throws SQLException {
        return journal.rows("select right(user_id::text, 4) || ' ' || cause from notifications");
    }

    List<String> mailed() throws SQLException {
        return journal.rows("select right(user_id::text, 4) || ' ' || cause from email_delivery_log");
    }

    static String line(UUID user, String cause) {
        return user.toString().substring(32) + " " + cause;
    }

    @Override
    public void close() throws SQLException {
        journal.close();
    }
}
