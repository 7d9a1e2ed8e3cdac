package io.evently.loadtest.scenario.faults;

/**
 * A fault that happened, and what it cost.
 *
 * @param fault as scheduled
 * @param atSeconds when it began, since the beginning of the sale
 * @param seconds from its beginning until it was undone
 * @param healedSeconds from its beginning until every node was ready again
 * @param unavailableSeconds the longest time, from its beginning until 30 s after its end or the next fault, in which
 *     one of the probed events gave no answer through a healthy node
 * @param mostSeconds what that may be; null if nothing is promised
 */
public record FaultImpact(
        Fault fault,
        double atSeconds,
        double seconds,
        double healedSeconds,
        double unavailableSeconds,
        Double mostSeconds) {

    /** Whether events gave no answer for longer than is promised. */
    boolean isOverlong() {
        return mostSeconds != null && unavailableSeconds > mostSeconds;
    }

    @Override
    public String toString() {
        String most = mostSeconds == null ? "" : " of %.0f s".formatted(mostSeconds);
        return "%6.1f s  %s; all well after %.1f s; an event silent for up to %.1f s%s"
                .formatted(atSeconds, fault, healedSeconds, unavailableSeconds, most);
    }
}
