package io.evently.journal;

/** A record by which the tables know how far they have come. */
public interface Numbered {

    /** Of the entity's row once the record is applied to it; grows from record to record. 0: it has no row. */
    long number();
}
