package io.evently.requests;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Listens to the log of this JVM, and remembers what no request may bring about: errors and stack traces. */
final class LogWatch implements AutoCloseable {

    /** The first ones tell enough. */
    private static final int MOST = 20;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> seen = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            look(line);
        }
    };

    private LogWatch() {}

    static LogWatch start() {
        var watch = new LogWatch();
        watch.appender.setContext(watch.root.getLoggerContext());
        watch.appender.start();
        watch.root.addAppender(watch.appender);
        return watch;
    }

    private synchronized void look(ILoggingEvent line) {
        IThrowableProxy trace = line.getThrowableProxy();
        if ((trace != null || line.getLevel().isGreaterOrEqual(Level.ERROR)) && seen.size() < MOST) {
            seen.add(line.getLevel() + " " + line.getLoggerName() + ": " + line.getFormattedMessage()
                    + (trace == null ? "" : "\n" + ThrowableProxyUtil.asString(trace)));
        }
    }

    /** Errors and traces so far, {@value #MOST} at most. */
    synchronized List<String> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
