package io.evently.projection;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.database.Shards;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.WaitlistPolicy;
import io.evently.tables.journal.Position;
import io.evently.user.Account;
import io.evently.user.Role;
import io.evently.user.UserFact;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A {@link JournalFixture} for those who read journal and tables from outside: the journal of database 0, four databases. */
public final class TestJournal implements AutoCloseable {

    public static final int SHARD = JournalFixture.SHARD;
    public static final long START = History.START;
    public static final long MINUTE = History.MINUTE;
    public static final long DAY = History.DAY;
    public static final UUID ADMIN = History.ADMIN;

    private static final Ciphertext EMAIL = new Ciphertext(new byte[] {1});

    private final JournalFixture journal;

    private TestJournal(JournalFixture journal) {
        this.journal = journal;
    }

    public static TestJournal empty(String prefix) throws SQLException {
        return new TestJournal(JournalFixture.empty(prefix));
    }

    public Shards shards() {
        return journal.shards();
    }

    /** Decides commands in one flush and commits what comes of them. */
    public void commit(UUID eventId, long at, EventCommand... commands) throws SQLException {
        var unused = journal.commit(eventId, at, commands);
    }

    /** A concert of that many seats in a month, at 49.90. */
    public void create(UUID eventId, long at, int capacity) throws SQLException {
        Details details =
                new Details("Concert", null, "Hall", START + 30 * DAY, 10, 0, 10, WaitlistPolicy.STRICT, 15, "UTC");
        commit(eventId, at, new EventCommand.CreateEvent(eventId, details, capacity, 4_990, null, ADMIN));
    }

    public void register(UUID userId, long at) throws SQLException {
        journal.append(userId, new UserFact.UserRegistered(account(userId, 1, EMAIL, at, at)));
    }

    /** Gives a user who was registered at {@code since} another password. */
    public void changePassword(UUID userId, long since, long at) throws SQLException {
        journal.append(userId, new UserFact.PasswordChanged(account(userId, 2, EMAIL, since, at)));
    }

    /** Gives a user whose password was changed another address. */
    public void changeAddress(UUID userId, long since, long at) throws SQLException {
        Ciphertext other = new Ciphertext(new byte[] {9});
        journal.append(userId, new UserFact.AddressChanged(account(userId, 3, other, since, at), EMAIL));
    }

    private static Account account(UUID userId, long version, Ciphertext email, long since, long at) {
        byte[] index = ByteBuffer.allocate(32)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .putLong(version)
                .array();
        return new Account(
                userId,
                email,
                new Ciphertext(new byte[] {2}),
                new BlindIndex(index),
                "hash",
                Role.USER,
                true,
                version,
                since,
                at);
    }

    /** Lets the tables follow to the end. */
    public void follow() throws Exception {
        journal.awaitReadable();
        Projector projector = journal.projector();
        boolean more = true;
        while (more || !projector.hasFollowed(Position.BEGINNING)) {
            more = projector.step();
        }
    }

    /** Lets them follow once more what was set aside. */
    public void takeBack() throws Exception {
        execute("update projection_quarantine set retry = true");
        Projector projector = journal.projector();
        while (!rows(SHARD, "select 1 from projection_quarantine").isEmpty()) {
            projector.step();
        }
    }

    public void appendDamaged(UUID eventId) throws SQLException {
        journal.appendDamaged(eventId);
    }

    /** In each of the four databases. */
    public void execute(String sql) throws SQLException {
        journal.execute(sql);
    }

    public void execute(int shard, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(journal.urls().get(shard));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row's columns joined by a bar. */
    public List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(journal.urls().get(shard));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    /** Of all four databases, sorted. */
    public List<String> rows(String query) throws SQLException {
        List<String> all = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            all.addAll(rows(shard, query));
        }
        return all.stream().sorted().toList();
    }

    public void rebuild() throws SQLException {
        Rebuild.run(journal.shards());
    }

    @Override
    public void close() throws SQLException {
        journal.close();
    }
}
