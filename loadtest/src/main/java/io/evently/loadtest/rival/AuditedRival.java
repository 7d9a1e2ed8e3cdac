package io.evently.loadtest.rival;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A run is a sale and its audit; a test may step in between and plant what the audit must find. */
abstract class AuditedRival implements Rival {

    @Override
    public final Run book(int clients, int events, Duration time) {
        if (clients < 1 || events < 1) {
            throw new IllegalArgumentException(clients + " clients, " + events + " events: at least 1 of each");
        }
        return audited(clients, sell(clients, events, time));
    }

    /** Books for that long on fresh events: a tally for each client, or for each group that is answered together. */
    abstract List<ClientTally> sell(int clients, int events, Duration time);

    /** What is stored of the last sale. */
    abstract StoredBookings kept();

    final Run audited(int clients, List<ClientTally> tallies) {
        var latencies = new Histogram(ClientTally.LONGEST_MICROS, 3);
        List<RivalBooking> acknowledged = new ArrayList<>();
        double seconds = 0;
        for (ClientTally tally : tallies) {
            latencies.add(tally.latencies());
            acknowledged.addAll(tally.acknowledged());
            seconds = Math.max(seconds, tally.seconds());
        }
        return new Run(clients, acknowledged.size() / seconds, latencies, RivalAudit.of(acknowledged, kept()));
    }
}
