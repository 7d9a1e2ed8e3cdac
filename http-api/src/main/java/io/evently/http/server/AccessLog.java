package io.evently.http.server;

import static net.logstash.logback.argument.StructuredArguments.kv;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line per request worth a line: failures and slow ones at INFO or above, the rest at DEBUG, because ten thousand
 * lines per second help nobody and cost a core.
 *
 * <p>No personal data: the route's template and not the path, no address, no agent, no token.
 */
final class AccessLog implements Router.Observer {

    private static final Logger LOG = LoggerFactory.getLogger("io.evently.access");

    private final long slowNanos;

    AccessLog(Duration slow) {
        this.slowNanos = slow.toNanos();
    }

    @Override
    public void answered(Exchange exchange, int status) {
        long nanos = System.nanoTime() - exchange.startedNanos;
        Level level = status >= 500 ? Level.WARN : nanos >= slowNanos ? Level.INFO : Level.DEBUG;
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        LOG.atLevel(level)
                .log(
                        "{} {} {} {} {}",
                        kv("method", exchange.request.method().value()),
                        kv("route", exchange.route()),
                        kv("status", status),
                        kv("micros", nanos / 1_000),
                        kv("requestId", exchange.requestId));
    }
}
