package io.evently.mail;

import io.evently.crypto.MasterKey;
import io.evently.crypto.PersonalField;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.message.Cause;
import io.evently.tables.UserRow;
import io.evently.tables.UsersTable;
import io.evently.tables.message.EmailDeliveriesTable;
import io.evently.tables.message.EmailRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Databases with people in them, to whom mails are sent. */
final class MailFixture implements AutoCloseable {

    static final MailAddress FROM = new MailAddress("Evently", "no-reply@example.com");

    static final long AT = 1_800_000_000_000_000L;

    /** Microseconds: of those who send. */
    volatile long now = AT;

    final List<String> urls;
    final Shards shards;
    final UserKeys keys;

    MailFixture(String name, Path folder) {
        urls = TestNode.databases(name);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        keys = new UserKeys(shards, MasterKey.keptIn(folder), shard -> Runnable::run);
    }

    /** Takes everything, and remembers which mails. */
    static final class RecordingProvider implements MailProvider, MailProvider.Sender {

        final List<String> taken = new CopyOnWriteArrayList<>();
        final List<String> addresses = new CopyOnWriteArrayList<>();
        volatile MailFailure failure;
        volatile Runnable before = () -> {};

        @Override
        public String label() {
            return "smtp";
        }

        @Override
        public Sender open() {
            return this;
        }

        @Override
        public String send(Mail mail) throws MailFailure {
            before.run();
            if (failure != null) {
                throw failure;
            }
            taken.add(mail.messageId());
            addresses.add(mail.to());
            return "p-" + mail.id();
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    static MailContent plain() {
        return (row, name, address, link) ->
                new MailText(row.cause() + " for " + name, "<p>" + link + "</p>", "" + link, null, null);
    }

    MailMaker maker(MailLinks links) {
        return new MailMaker(FROM, keys, links, plain(), () -> now);
    }

    /** Somebody whose home that database is. */
    UUID person(int shard) throws SQLException {
        UUID id;
        do {
            id = UUID.randomUUID();
        } while (Shards.shardOf(id) != shard);
        address(id, "p-" + id + "@example.com", 1);
        return id;
    }

    void address(UUID id, String address, int version) throws SQLException {
        UserKey key = keys.make(id).join();
        byte[] email = key.encrypt(PersonalField.EMAIL, address).bytes();
        byte[] name = key.encrypt(PersonalField.NAME, "Ada").bytes();
        byte[] index = new byte[32];
        byte[] unique = (id + address).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < unique.length; i++) {
            index[i % 32] = (byte) (31 * index[i % 32] + unique[i]);
        }
        row(new UserRow(id, email, name, index, "hash", "user", true, version, AT, AT, 0, 0));
    }

    void row(UserRow row) throws SQLException {
        try (Connection connection = shards.writer(Shards.shardOf(row.id())).getConnection()) {
            UsersTable.upsert(connection, List.of(row));
        }
    }

    static EmailRow mail(UUID userId, Cause cause) {
        return new EmailRow(
                UUID.randomUUID(),
                userId,
                cause.label(),
                cause.type().label(),
                Map.of("eventName", "Night \"of\" \\ nights", "reference", "EVT1"),
                AT);
    }

    UUID enqueue(UUID userId, Cause cause) throws SQLException {
        EmailRow row = mail(userId, cause);
        enqueue(Shards.shardOf(userId), List.of(row));
        return row.id();
    }

    void enqueue(int shard, List<EmailRow> rows) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            EmailDeliveriesTable.enqueue(connection, rows);
        }
    }

    /** Columns joined by a bar. */
    List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }

    void execute(int shard, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Status, attempts and error of a mail. */
    String state(UUID userId, UUID mail) throws SQLException {
        return rows(
                        Shards.shardOf(userId),
                        "select status, send_attempts, error_message from email_delivery_log where id = '" + mail + "'")
                .get(0);
    }

    @Override
    public void close() {
        shards.close();
    }
}
