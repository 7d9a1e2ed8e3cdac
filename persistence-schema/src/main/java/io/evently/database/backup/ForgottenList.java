package io.evently.database.backup;

import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.sql.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who is to stay forgotten, from all places that know of any: about 150 bytes of memory each. */
final class ForgottenList {

    private static final String TABLE = "keys.forgotten";

    private static final String READ = "select user_id, forgotten_at::text, asked_by from ";

    private static final String ADD =
            """
            insert into %s (user_id, forgotten_at, asked_by) values (?, ?::timestamptz, ?) on conflict (user_id) do nothing
            """;

    private static final String THROW_KEYS_AWAY =
            "delete from keys.user_keys k using keys.forgotten f where f.user_id = k.user_id";

    private static final int BATCH = 1_000;

    private final Map<UUID, ForgottenUser> users = new LinkedHashMap<>();

    int size() {
        return users.size();
    }

    private void add(ForgottenUser user) {
        users.putIfAbsent(user.id(), user);
    }

    /** Those that the list in a backup of keys names. */
    void addFrom(Path backup, Manifest manifest) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            CopiedRows.each(
                    backup,
                    manifest,
                    shard,
                    TABLE,
                    row -> add(new ForgottenUser(row.id("user_id"), row.text("forgotten_at"), row.id("asked_by"))));
        }
    }

    /** Those that the database itself knows, also from a restore that was not finished. */
    void addFrom(Connection connection) throws SQLException {
        for (String table : List.of(TABLE, UnfinishedRestore.FORGOTTEN)) {
            if (Catalog.has(connection, table)) {
                Statements.list(
                                connection,
                                READ + table,
                                row -> new ForgottenUser(
                                        row.getObject(1, UUID.class), row.getString(2), row.getObject(3, UUID.class)))
                        .forEach(this::add);
            }
        }
    }

    /**
     * Ids in a file, one a line; what stands behind an id, and lines that begin with #, say nothing.
     *
     * @throws StartupRefused at a line that begins with no id: nobody may be left out by a slip
     */
    void addFrom(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new StartupRefused("The file " + file + " with the forgotten cannot be read: " + e, e);
        }
        String now = Instant.now().toString();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String word = line.split("\\s+")[0];
                if (!word.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                    throw new StartupRefused("Line " + (i + 1) + " of " + file + " begins with no user's id.");
                }
                add(new ForgottenUser(UUID.fromString(word), now, null));
            }
        }
    }

    /** Writes down those of one database; those that are there stay as they are. */
    void writeTo(Connection connection, int shard, String table) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD.formatted(table))) {
            int waiting = 0;
            for (ForgottenUser user : of(shard)) {
                add.setObject(1, user.id());
                add.setString(2, user.at());
                if (user.askedBy() == null) {
                    add.setNull(3, Types.OTHER);
                } else {
                    add.setObject(3, user.askedBy());
                }
                add.addBatch();
                if (++waiting % BATCH == 0) {
                    add.executeBatch();
                }
            }
            add.executeBatch();
        }
    }

    /**
     * Throws their keys away, and says so where Evently looks.
     *
     * @return how many keys there were
     */
    int forgetIn(Connection connection, int shard) throws SQLException {
        writeTo(connection, shard, TABLE);
        return Statements.update(connection, THROW_KEYS_AWAY);
    }

    private Collection<ForgottenUser> of(int shard) {
        List<ForgottenUser> own = new ArrayList<>();
        for (ForgottenUser user : users.values()) {
            if (Shards.shardOf(user.id()) == shard) {
                own.add(user);
            }
        }
        return own;
    }
}
