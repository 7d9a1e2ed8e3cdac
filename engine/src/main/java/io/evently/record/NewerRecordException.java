package io.evently.record;

/** A record of a kind that this version does not know: a newer Evently wrote it, or it is damaged. */
public final class NewerRecordException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** @param what the kind, as in "manifest commit:2" */
    public NewerRecordException(String what) {
        super(what + " is unknown: was this written by a newer Evently?");
    }
}
