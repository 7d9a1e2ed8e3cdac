package io.evently.departure;

import io.evently.user.AccountStatus;
import java.util.Optional;

/** Why what somebody held ends, as the facts of events keep it. */
public final class Departures {

    static final String WAS_DEACTIVATED = "the user was deactivated";

    public static final String WAS_FORGOTTEN = "the user was forgotten";

    private Departures() {}

    /** Empty: they may come, so nothing ends. */
    static Optional<String> why(Optional<AccountStatus> standing) {
        return standing.filter(status -> !status.active())
                .map(status -> status.forgotten() ? WAS_FORGOTTEN : WAS_DEACTIVATED);
    }
}
