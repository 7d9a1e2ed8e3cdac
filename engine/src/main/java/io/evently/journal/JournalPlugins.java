package io.evently.journal;

/**
 * The Pekko persistence plugins of each database shard, configured in {@code journal.conf}. An entity overrides {@code
 * journalPluginId()} and {@code snapshotPluginId()} with these.
 */
public final class JournalPlugins {

    private JournalPlugins() {}

    /** @param shard 0 to 3 */
    public static String journal(int shard) {
        return "evently.journal.shard-" + shard;
    }

    /** @param shard 0 to 3 */
    public static String snapshot(int shard) {
        return "evently.snapshot.shard-" + shard;
    }

    /** The name under which the plugin of snapshots knows the database. */
    static String snapshotDatabase(int shard) {
        return "snapshots-" + shard;
    }

    /** The name under which the plugins know the database. */
    static String database(int shard) {
        return "shard-" + shard;
    }
}
