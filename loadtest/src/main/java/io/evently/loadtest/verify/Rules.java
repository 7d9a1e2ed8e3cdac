package io.evently.loadtest.verify;

import java.util.Set;

/** The promises, each by its sentence: the six invariants of {@code design.md} taken apart, and real-time order. */
final class Rules {

    // 1: seats
    static final String NEVER_OVERSOLD = "never more seats are confirmed, held or promised than there are";
    static final String SEQUENCE_WITHOUT_GAP = "sequence numbers of a journal follow each other without a gap";
    static final String FACTS_WITHOUT_GAP = "facts of an event are numbered without a gap";
    static final String TIME_NEVER_GOES_BACK = "time never goes back in a journal";
    static final String FACTS_FIT = "each fact fits what was before it";
    static final String TALLIES_ARE_TRUE = "each commit's tally is what its facts give";
    static final String DEADLINES_HOLD = "nothing ends before its time, and nothing is used after it";
    static final String PRICE_OF_THE_MOMENT = "seats cost what they cost when they were booked or promised";

    // 2: what was acknowledged
    static final String ACKNOWLEDGED_IS_KEPT = "what was acknowledged is in the journal, as it was answered";
    static final String NOTHING_UNASKED = "nothing is in the journal that nobody asked for";

    // 3: idempotency
    static final String ONE_REQUEST_ONE_BOOKING = "one key is one booking, and one request no more than one";
    static final String ONE_REQUEST_ONE_ANSWER = "a repeat gets the first answer";
    static final String REPEATS_SAY_SO = "a repeated answer says that it is one, and no other does";
    static final String REFUSALS_ARE_TRUE = "nobody is refused for what is not so";

    // 4: the queue
    static final String RIGHT_ENTRY = "each promotion is of the entry whose turn it is";
    static final String PROMOTED_ONCE = "no entry is promoted twice";
    static final String NOBODY_LEFT_WAITING = "nobody whose turn it is waits while there are seats";
    static final String NOTHING_OVERDUE = "what is due ends before anything else is decided";
    static final String NOT_PAST_THE_QUEUE = "nobody books past those who wait";

    // 5: tables
    static final String TABLES_HAVE_FOLLOWED = "the tables have followed the journal to its end";
    static final String ROWS_EQUAL_REPLAY = "the tables equal a replay of the journal";
    static final String IN_ITS_DATABASE = "everything of an event lies in the event's database";

    // 6: strangers
    static final String NOTHING_FOR_STRANGERS = "nobody reads what is not theirs";

    // a request has an end
    static final String NOT_AFTER_THE_END = "nothing is decided later than 2 s after its asker was told the end";

    // real-time order
    static final String ORDER_OF_TIME = "what was asked for after an answer comes after it in the journal";
    static final String READS_ARE_FRESH = "a read shows everything that was acknowledged before it";
    static final String READS_NEVER_GO_BACK = "a read shows no less than an earlier one";
    static final String READS_ARE_TRUE = "a read shows what the journal says";

    /**
     * What a database that came back shorter breaks at most: what was acknowledged or read is gone. None of it says that the
     * journals that are left are not whole.
     */
    static final Set<String> BROKEN_BY_LOSS = Set.of(
            ACKNOWLEDGED_IS_KEPT,
            ONE_REQUEST_ONE_ANSWER,
            REPEATS_SAY_SO,
            REFUSALS_ARE_TRUE,
            ORDER_OF_TIME,
            READS_ARE_FRESH,
            READS_NEVER_GO_BACK,
            READS_ARE_TRUE);

    private Rules() {}
}
