package io.evently.http.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import net.logstash.logback.appender.listener.AppenderListener;

/**
 * Counts log lines that found the queue full. Losing lines under a flood is better than making requests wait for a
 * disk, but it must not go unseen. Logback makes it by its name, which stands in {@code logback.xml}.
 */
public final class LostLogLines implements AppenderListener<ILoggingEvent> {

    /** Shared, because Logback makes the listener and Main the registry, and neither knows the other. */
    private static final LongAdder LOST = new LongAdder();

    @Override
    public void eventAppendFailed(Appender<ILoggingEvent> appender, ILoggingEvent event, Throwable reason) {
        LOST.increment();
    }

    static void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("evently.log.lost", LOST, LongAdder::sum)
                .description("Log lines dropped because the queue was full")
                .register(registry);
    }
}
