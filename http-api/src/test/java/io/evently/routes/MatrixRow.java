package io.evently.routes;

/**
 * How one operation is asked for a {@link RightsMatrixTest}.
 *
 * @param need what there must be, made anew for each request
 * @param query with its question mark; empty for none
 * @param body null: none
 * @param whose to whom else than its owner the thing is open
 * @param admitted what whoever may is answered; 0: with the operation's success
 */
record MatrixRow(Need need, String query, String body, Whose whose, int admitted) {

    /** What a path or a body speaks of. */
    enum Need {
        NOTHING,
        EVENT,
        SOLD_OUT,
        BOOKING,
        HOLD,
        ENTRY,
        PROMOTION,
        NOTIFICATION,
        USER
    }

    enum Whose {
        /** Any user's, as far as they may call at all. */
        ANYBODYS,
        OWNERS,
        OWNERS_AND_ADMINS,
        /** The caller's own session or account, which is gone afterwards. */
        CALLERS
    }

    static MatrixRow needs(Need need) {
        return new MatrixRow(need, "", null, Whose.ANYBODYS, 0);
    }

    MatrixRow of(Whose owner) {
        return new MatrixRow(need, query, body, owner, admitted);
    }

    MatrixRow asking(String parameters) {
        return new MatrixRow(need, parameters, body, whose, admitted);
    }

    MatrixRow with(String fields) {
        return new MatrixRow(need, query, fields, whose, admitted);
    }

    /** Their right is not in question; something else is. */
    MatrixRow admittedWith(int status) {
        return new MatrixRow(need, query, body, whose, status);
    }
}
