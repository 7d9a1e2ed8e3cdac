package io.evently.database.embedded;

import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Databases with the schema, for tests. A server migrates four of them once, and all others are copies: four take 0.35 s of
 * a core that way, and 3 s through every migration.
 */
public final class MigratedDatabases {

    private static final String ORIGINALS = "migrated_originals";

    private final EmbeddedServer server;
    private final Set<String> copies = new HashSet<>();
    private List<String> originals;

    public MigratedDatabases(EmbeddedServer server) {
        this.server = server;
    }

    /**
     * As {@link EmbeddedServer#databases}, with the schema; the same prefix gives the same ones.
     *
     * @param prefix small letters, digits and underscores
     */
    public synchronized List<String> four(String prefix) {
        boolean allCopied = copyMissing(prefix, Shards.COUNT);
        List<String> urls = server.databases(prefix);
        if (!allCopied) {
            Migrations.migrate(urls);
        }
        return urls;
    }

    /**
     * Only the first of them, for tests of one table.
     *
     * @param prefix small letters, digits and underscores
     */
    public synchronized String first(String prefix) {
        copyMissing(prefix, 1);
        return originals.get(0).replace("/" + ORIGINALS + "_0", "/" + prefix + "_0");
    }

    /** False if one of them was there before and is no copy. */
    private boolean copyMissing(String prefix, int count) {
        if (originals == null) {
            originals = server.databases(ORIGINALS);
            Migrations.migrate(originals);
        }
        try (Connection connection = DriverManager.getConnection(maintenance());
                Statement statement = connection.createStatement()) {
            Set<String> present = names(statement);
            boolean allCopied = true;
            for (int shard = 0; shard < count; shard++) {
                String name = prefix + "_" + shard;
                if (!present.contains(name)) {
                    statement.execute("create database " + name + " template " + ORIGINALS + "_" + shard + " owner "
                            + EmbeddedLogins.OWNER);
                    // Rights to a database itself are not copied: V033__roles.sql takes this one away.
                    statement.execute("revoke temporary on database " + name + " from public");
                    copies.add(name);
                }
                allCopied &= copies.contains(name);
            }
            return allCopied;
        } catch (SQLException e) {
            throw new StartupRefused("The databases could not be copied: " + e.getMessage(), e);
        }
    }

    private static Set<String> names(Statement statement) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("select datname from pg_database")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** A database that nobody copies. */
    private String maintenance() {
        return originals.get(0).replace("/" + ORIGINALS + "_0", "/postgres");
    }
}
