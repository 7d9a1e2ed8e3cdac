package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.util.UUID;

/** Gathers what {@code event_analytics} is to show of a batch. All are sums that commits state. */
final class AnalyticsHandler extends TableHandler {

    private final LastCounts counts = new LastCounts();

    AnalyticsHandler() {
        ignores(Fact.class, UserFact.class);
    }

    @Override
    void committed(UUID eventId, Commit commit) {
        counts.take(eventId, commit);
    }

    LastCounts counts() {
        return counts;
    }

    /** Not with each batch: {@link AnalyticsFollower} writes them later. */
    @Override
    void write(Connection connection) {}
}
