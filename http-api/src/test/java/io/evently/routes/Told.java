package io.evently.routes;

import io.evently.database.Shards;
import io.evently.message.Cause;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.NotificationsTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Tells people something, as a follower of the journal on another node would: what is told is not the question here. */
final class Told {

    private static final UUID EVENT = UUID.fromString("0193b6a0-0000-7000-8000-000000000001");

    private final List<String> databases;

    /** @param databases JDBC URLs of the four */
    Told(List<String> databases) {
        this.databases = databases;
    }

    /** One message. */
    NotificationRow tell(UUID userId, String message) {
        NotificationRow row = row(userId, message, true);
        write(Shards.shardOf(userId), List.of(row));
        return row;
    }

    /** One that goes by mail only. */
    NotificationRow tellByMail(UUID userId, String message) {
        NotificationRow row = row(userId, message, false);
        write(Shards.shardOf(userId), List.of(row));
        return row;
    }

    /** So many to one person in one transaction; each says its number, from 1. */
    void tell(UUID userId, int messages) {
        List<NotificationRow> rows = new ArrayList<>();
        for (int i = 1; i <= messages; i++) {
            rows.add(row(userId, Integer.toString(i), true));
        }
        write(Shards.shardOf(userId), rows);
    }

    /** So many long ones to one person in one transaction. */
    void tellAtLength(UUID userId, int messages, int characters) {
        write(
                Shards.shardOf(userId),
                Stream.generate(() -> row(userId, "x".repeat(characters), true))
                        .limit(messages)
                        .toList());
    }

    /** One to each of these people, in one transaction of each database. */
    void tellAll(List<UUID> userIds, String message) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int home = shard;
            write(
                    shard,
                    userIds.stream()
                            .filter(id -> Shards.shardOf(id) == home)
                            .map(id -> row(id, message, true))
                            .toList());
        }
    }

    /** How many of a person's messages streams have had. */
    int delivered(UUID userId) {
        try (Connection connection = DriverManager.getConnection(databases.get(Shards.shardOf(userId)));
                PreparedStatement count = connection.prepareStatement(
                        "select count(delivered_at) from notifications where user_id = ?")) {
            count.setObject(1, userId);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void write(int shard, List<NotificationRow> rows) {
        try (Connection connection = DriverManager.getConnection(databases.get(shard))) {
            connection.setAutoCommit(false);
            long after = NotificationsTable.takeNumbers(connection, rows.size());
            NotificationsTable.insert(connection, rows, after);
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static NotificationRow row(UUID userId, String message, boolean inApp) {
        long now = System.currentTimeMillis() * 1_000;
        return new NotificationRow(
                UUID.randomUUID(),
                userId,
                EVENT,
                Cause.PROMOTED.type().label(),
                Cause.PROMOTED.label(),
                message,
                "{\"cause\": \"promoted\", \"eventName\": \"Night of the Proms\", \"quantity\": \"2\"}",
                true,
                inApp,
                "sent",
                now,
                0,
                false,
                now,
                0);
    }
}
