package io.evently.database.backup;

/** What a manifest tells of each database, a line each. */
sealed interface Dumped {

    /** The number of the database, 0 to 3. */
    int shard();

    /**
     * Rows, as {@code copy … to} writes them, compressed.
     *
     * @param name schema and table
     * @param columns in the order of the file, with commas between
     */
    record Rows(int shard, String name, long rows, String columns) implements Dumped {

        String file() {
            return shard + "/" + name + ".copy.gz";
        }
    }

    /**
     * A partition; its rows are in its parent's.
     *
     * @param parent schema and table
     * @param name schema and table
     * @param bound such as {@code FOR VALUES FROM ('2026-11-23 00:00:00+00') TO ('2026-11-30 00:00:00+00')}
     */
    record Partition(int shard, String parent, String name, String bound) implements Dumped {}

    /**
     * A sequence that has given numbers out.
     *
     * @param name schema and sequence
     * @param last the last one
     */
    record Sequence(int shard, String name, long last) implements Dumped {}

    /**
     * The version of the schema that the rows are of.
     *
     * @param version the last migration's
     */
    record Schema(int shard, String version) implements Dumped {}
}
