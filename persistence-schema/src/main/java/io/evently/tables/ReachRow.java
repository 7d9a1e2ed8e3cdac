package io.evently.tables;

/**
 * What a node says of itself in {@code database_reach}.
 *
 * @param address of the node in its cluster
 * @param databases bit n: it reaches database n, and can write there
 * @param clockRight whether its wall clock agrees with the databases'
 */
public record ReachRow(String address, int databases, boolean clockRight) {}
