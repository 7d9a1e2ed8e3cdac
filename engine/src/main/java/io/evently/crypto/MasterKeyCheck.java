package io.evently.crypto;

import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.tables.MasterKeysTable;
import io.evently.tables.UserKeysTable;
import io.evently.tables.UserKeysTable.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Refuses to go on with a master key that does not open the keys there are: every new user would be unreadable as soon as
 * the mistake is mended.
 */
public final class MasterKeyCheck {

    static final String WHICH = " Start with the one it was set up with, or that it was changed to"
            + " (EVENTLY_MASTER_KEY_FILE, or master.key in the data folder).";

    private MasterKeyCheck() {}

    /**
     * Tries one of the users' keys of each version in each database. Blocks.
     *
     * @return the versions that wrapped them; among them null, if some were wrapped before there were versions
     * @throws StartupRefused also if a database does not answer
     */
    public static Set<String> mustFit(Shards shards, MasterKey masterKey) {
        Set<String> versions = new HashSet<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                for (Row row : UserKeysTable.oneOfEachVersion(connection)) {
                    UserKey.unwrap(row.userId(), row.key(), masterKey);
                    versions.add(row.key().masterVersion());
                }
                mustNotBeRetired(connection, masterKey);
            } catch (UnreadableException e) {
                throw new StartupRefused(
                        "The master key is not the one that the users' keys in database " + shard
                                + " were wrapped with." + WHICH,
                        e);
            } catch (SQLException e) {
                throw new StartupRefused("The users' keys in database " + shard + " cannot be read: " + e, e);
            }
        }
        return versions;
    }

    private static void mustNotBeRetired(Connection connection, MasterKey masterKey) throws SQLException {
        if (MasterKeysTable.retired(connection).contains(masterKey.currentVersion())) {
            throw new StartupRefused("The master key, version " + masterKey.currentVersion()
                    + ", was taken out of use when it was changed, and wraps nothing any more." + WHICH);
        }
    }
}
