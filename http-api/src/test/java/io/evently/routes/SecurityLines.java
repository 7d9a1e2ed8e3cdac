package io.evently.routes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.evently.security.SecurityLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The security log of this JVM's node, as long as it is open. */
final class SecurityLines implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger(SecurityLog.LOGGER);
    private final List<Map<String, String>> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (KeyValuePair pair : line.getKeyValuePairs()) {
                pairs.put(pair.key, pair.value.toString());
            }
            lines.add(pairs);
        }
    };

    SecurityLines() {
        logger.setLevel(Level.INFO);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    /** What was said of the request with this id. */
    List<Map<String, String>> of(String requestId) {
        return lines.stream()
                .filter(line -> requestId.equals(line.get("requestId")))
                .toList();
    }

    List<Map<String, String>> all() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }
}
