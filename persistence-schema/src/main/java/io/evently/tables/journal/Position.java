package io.evently.tables.journal;

/**
 * A place in the journal of one database, in the order in which it is read.
 *
 * @param tx the transaction that wrote the row, as PostgreSQL prints it
 * @param ordering the row's number
 */
public record Position(String tx, long ordering) implements Comparable<Position> {

    /** Before the first row. */
    public static final Position BEGINNING = new Position("0", 0);

    @Override
    public int compareTo(Position other) {
        int byTransaction = Long.compareUnsigned(Long.parseUnsignedLong(tx), Long.parseUnsignedLong(other.tx));
        return byTransaction != 0 ? byTransaction : Long.compare(ordering, other.ordering);
    }
}
