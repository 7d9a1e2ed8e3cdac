package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What fails again and again is told when it begins and when it is over. */
class OutageTest {

    private final Logger log = (Logger) LoggerFactory.getLogger("outage");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long nanos;
    private final Outage outage = new Outage(log, "Nothing can be read", () -> nanos);

    @BeforeEach
    void listen() {
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    @Test
    void aDatabaseThatIsAwayIsOneLineAndItsReturnAnother() {
        for (int i = 0; i < 56; i++) {
            outage.failed(new SQLException("connection refused, after " + i + " ms", "08001"));
        }
        nanos = TimeUnit.SECONDS.toNanos(90);
        outage.over();
        outage.over();

        assertThat(lines.list)
                .extracting(ILoggingEvent::toString)
                .containsExactly(
                        "[WARN] Nothing can be read; it is tried again until it succeeds: java.sql.SQLException:"
                                + " connection refused, after 0 ms",
                        "[INFO] Nothing can be read: that is over after 90 s");
        assertThat(lines.list.get(0).getThrowableProxy()).isNull();
    }

    @Test
    void aDefectSaysWhereItIsAlsoDuringAnOutage() {
        outage.failed(new SQLException("away"));
        outage.failed(new IllegalStateException("a defect"));
        outage.failed(new IllegalStateException("a defect"));

        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getThrowableProxy().getMessage()).isEqualTo("a defect");
    }

    @Test
    void whatSucceedsIsNotTold() {
        outage.over();

        assertThat(lines.list).isEmpty();
    }
}
