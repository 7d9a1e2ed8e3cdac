package io.evently.sql;

import java.util.Comparator;
import java.util.UUID;

/** The order of ids in PostgreSQL: byte by byte, unsigned. {@link UUID#compareTo} compares signed halves. */
public final class IdOrder {

    public static final Comparator<UUID> ORDER = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private IdOrder() {}
}
