package io.evently.http.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * The security log's file. Logback swallows what a disk does not take; this counts it. Logback makes it by its name, which
 * stands in {@code log/security-file.xml}.
 */
public final class SecurityLogFile extends RollingFileAppender<ILoggingEvent> {

    /** Shared, because Logback makes the appender and Main the rest, and neither knows the other. */
    private static final LongAdder NOT_WRITTEN = new LongAdder();

    private static final AtomicReference<String> UNUSABLE = new AtomicReference<>();

    private volatile boolean failing;

    /** Lines that the file has not taken so far. */
    public static long notWritten() {
        return NOT_WRITTEN.sum();
    }

    /** The file, if it could not be opened. */
    public static Optional<String> unusable() {
        return Optional.ofNullable(UNUSABLE.get());
    }

    @Override
    public void start() {
        super.start();
        UNUSABLE.set(isStarted() ? null : getFile());
    }

    @Override
    public void openFile(String name) throws IOException {
        super.openFile(name);
        failing = false;
        if (getOutputStream() instanceof ResilientOutputStreamBase stream) {
            stream.addRecoveryListener(new RecoveryListener() {
                @Override
                public void newFailure(IOException e) {
                    failing = true;
                }

                @Override
                public void recoveryOccured() {
                    failing = false;
                }
            });
        }
    }

    @Override
    public void doAppend(ILoggingEvent line) {
        // Logback drops the line at which it opens the file again, and reports a success all the same.
        boolean wasFailing = failing;
        super.doAppend(line);
        if (wasFailing || failing || !isStarted()) {
            NOT_WRITTEN.increment();
        }
    }
}
