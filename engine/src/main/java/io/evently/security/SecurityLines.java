package io.evently.security;

import io.evently.event.Micros;
import io.evently.security.SecurityEvent.Asked;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** How events become lines: key-value pairs, which the appender writes as one JSON object. */
final class SecurityLines {

    private final Logger log;
    private final UnaryOperator<String> keyedHash;

    SecurityLines(Logger log, UnaryOperator<String> keyedHash) {
        this.log = log;
        this.keyedHash = keyedHash;
    }

    void write(SecurityEvent event) {
        Line line = new Line(event.kind().label(), event.outcome().label(), Micros.toInstant(event.at()));
        Asked asked = event.asked();
        line.with("who", event.who().id())
                .with("role", event.who().role())
                .with("requestId", asked.requestId())
                .with("route", asked.route())
                .with("code", asked.code())
                .with("client", asked.client() == null ? null : pseudonym(ClientNetwork.of(asked.client())))
                .with("entity", event.object().entity())
                .with("entityId", event.object().id());
        if (!event.details().isEmpty()) {
            line.withAll(event);
        }
        line.print();
    }

    /** So many more of the same, this second. */
    void omitted(SecurityKind kind, SecurityOutcome outcome, long count) {
        new Line(kind.label(), outcome.label(), Instant.now())
                .count("omitted", count)
                .print();
    }

    /** A client was refused so many more times, this minute. */
    void again(RefusedClients.More more) {
        new Line(SecurityKind.RATE_LIMIT.label(), "again", Instant.now())
                .with("client", more.network() == null ? "others" : pseudonym(more.network()))
                .count("omitted", more.count())
                .print();
    }

    /** The log itself lacks so many lines. */
    void missing(long count) {
        new Line("security-log", "lost", Instant.now()).count("omitted", count).print();
    }

    private String pseudonym(long network) {
        return ClientNetwork.pseudonym(network, keyedHash);
    }

    private final class Line {
        private LoggingEventBuilder line;
        private final String message;

        Line(String kind, String outcome, Instant time) {
            this.message = kind + " " + outcome;
            this.line = log.atInfo()
                    .addKeyValue("time", time.toString())
                    .addKeyValue("kind", kind)
                    .addKeyValue("outcome", outcome);
        }

        Line with(String name, Object value) {
            if (value != null) {
                line = line.addKeyValue(name, value.toString());
            }
            return this;
        }

        Line count(String name, long number) {
            line = line.addKeyValue(name, number);
            return this;
        }

        void withAll(SecurityEvent event) {
            line = line.addKeyValue("details", event.details());
        }

        void print() {
            line.log(message);
        }
    }
}
