package io.evently.http.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines that a disk does not take are counted. */
class SecurityLogFileTest {

    private final LoggerContext context = new LoggerContext();

    @TempDir
    private Path folder;

    @Test
    void aFileTakesEveryLine() throws Exception {
        long before = SecurityLogFile.notWritten();
        Path file = folder.resolve("security.log");
        write(file, 5);

        assertThat(Files.readAllLines(file)).hasSize(5);
        assertThat(SecurityLogFile.notWritten() - before).isZero();
        assertThat(SecurityLogFile.unusable()).isEmpty();
    }

    @Test
    void whatAFullDiskDoesNotTakeIsCounted() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no disk that is always full");
        long before = SecurityLogFile.notWritten();
        write(full, 5);

        assertThat(SecurityLogFile.notWritten() - before).isEqualTo(5);
    }

    /** Logback drops the line at which it opens the file again, and takes that for a success. */
    @Test
    @Timeout(60)
    void soIsTheLineAtWhichTheFileIsOpenedAgain() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no disk that is always full");
        long before = SecurityLogFile.notWritten();
        SecurityLogFile log = open(full);
        int lines = 0;
        while (!isOpenedAgain()) {
            line(log);
            lines++;
        }
        line(log);
        log.stop();

        assertThat(SecurityLogFile.notWritten() - before).isEqualTo(lines + 1);
    }

    private boolean isOpenedAgain() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .anyMatch(status -> status.getMessage().startsWith("Recovered from IO failure"));
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        long before = SecurityLogFile.notWritten();
        write(noFolder.resolve("security.log"), 2);

        assertThat(SecurityLogFile.unusable())
                .contains(noFolder.resolve("security.log").toString());
        assertThat(SecurityLogFile.notWritten() - before).isEqualTo(2);
        write(folder.resolve("security.log"), 0);
    }

    private void write(Path file, int lines) {
        SecurityLogFile log = open(file);
        for (int i = 0; i < lines; i++) {
            line(log);
        }
        log.stop();
    }

    private void line(SecurityLogFile log) {
        log.doAppend(new LoggingEvent("", context.getLogger("io.evently.security"), Level.INFO, "a line", null, null));
    }

    private SecurityLogFile open(Path file) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        var log = new SecurityLogFile();
        log.setContext(context);
        log.setFile(file.toString());
        log.setEncoder(encoder);
        var window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(log);
        window.setFileNamePattern(folder.resolve("old").resolve("security.%i").toString());
        window.start();
        log.setRollingPolicy(window);
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("1 MB"));
        size.start();
        log.setTriggeringPolicy(size);
        log.start();
        return log;
    }
}
