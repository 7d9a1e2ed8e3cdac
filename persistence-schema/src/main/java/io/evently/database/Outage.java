package io.evently.database;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs something that is tried again and again, such as reading from a database that is away: one line when it begins to
 * fail, one when it succeeds again, and none in between. Not thread-safe.
 */
public final class Outage {

    private final Logger log;
    private final String what;
    private final LongSupplier nanos;
    private boolean lasts;
    private boolean isDefect;
    private long since;

    /** @param what does not work: a sentence without its end */
    public Outage(Logger log, String what) {
        this(log, what, System::nanoTime);
    }

    Outage(Logger log, String what, LongSupplier nanos) {
        this.log = log;
        this.what = what;
        this.nanos = nanos;
    }

    /** It failed, perhaps once more. What is no fault of a database is a defect, and says where it is. */
    public void failed(Throwable why) {
        boolean defect = !(why instanceof SQLException);
        if (lasts && defect == isDefect) {
            return;
        }
        since = lasts ? since : nanos.getAsLong();
        lasts = true;
        isDefect = defect;
        if (defect) {
            log.error("{}; it is tried again", what, why);
        } else {
            log.warn("{}; it is tried again until it succeeds: {}", what, why.toString());
        }
    }

    /** It succeeded. */
    public void over() {
        if (lasts) {
            lasts = false;
            log.info("{}: that is over after {} s", what, TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - since));
        }
    }
}
