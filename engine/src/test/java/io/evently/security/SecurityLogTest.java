package io.evently.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.evently.Eventually;
import io.evently.security.SecurityEvent.Asked;
import io.evently.security.SecurityEvent.Thing;
import io.evently.security.SecurityEvent.Who;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Ring 1: every event is counted, and has a line or is in the number of those that have none. */
class SecurityLogTest {

    private static final UUID SOMEBODY = UUID.fromString("0193b6a0-0000-7000-8000-000000000001");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Logger logger = (Logger) LoggerFactory.getLogger(SecurityLog.LOGGER);
    private final List<Map<String, Object>> lines = new CopyOnWriteArrayList<>();
    private final List<SecurityEvent> accountability = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong notWritten = new AtomicLong();
    /** Closed: the console stands still. */
    private volatile CountDownLatch console = new CountDownLatch(0);

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            try {
                console.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Map<String, Object> pairs = new LinkedHashMap<>();
            line.getKeyValuePairs().forEach(pair -> pairs.put(pair.key, pair.value));
            lines.add(pairs);
        }
    };

    private SecurityLog log;

    @BeforeEach
    void start() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
        log = new SecurityLog(
                text -> Integer.toHexString(text.hashCode()).repeat(4),
                accountability::add,
                notWritten::get,
                metrics,
                now::get);
    }

    @AfterEach
    void stop() {
        console.countDown();
        log.close();
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void aLineSaysWhatHappenedAndHoldsNoAddress() {
        log.record(event(SecurityKind.LOG_IN, SecurityOutcome.OK));
        log.close();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .containsEntry("time", "1970-01-01T00:00:01Z")
                .containsEntry("kind", "log-in")
                .containsEntry("outcome", "ok")
                .containsEntry("who", SOMEBODY.toString())
                .containsEntry("role", "user")
                .containsEntry("requestId", "order-66")
                .containsEntry("route", "POST /v1/sessions")
                .doesNotContainKeys("code", "entity", "entityId", "details");
        assertThat(lines.get(0).get("client").toString()).hasSize(16);
        assertThat(lines.toString()).doesNotContain("203.0.113.7");
    }

    @Test
    void allAreCounted() {
        for (int i = 0; i < 1_000; i++) {
            log.record(event(SecurityKind.TOKEN, SecurityOutcome.FORGED));
        }

        assertThat(counted("token", "forged")).isEqualTo(1_000);
        assertThat(counted("token", "expired")).isZero();
    }

    @Test
    void aFloodIsSummedUpInOneLineASecondAndHidesNothingElse() {
        for (int i = 0; i < 1_000; i++) {
            log.record(event(SecurityKind.LOG_IN, SecurityOutcome.WRONG));
        }
        log.record(event(SecurityKind.LOG_IN, SecurityOutcome.OK));
        now.set(SECOND);

        Eventually.await(() -> lines.size() == 12);
        assertThat(numbers("log-in", "wrong")).containsExactly(990L);
        assertThat(lines).anyMatch(line -> "ok".equals(line.get("outcome")));
        assertThat(accountability).hasSize(11);
    }

    @Test
    void everySuccessIsAccountedForWithALineOrWithout() {
        for (int i = 0; i < 200; i++) {
            log.record(event(SecurityKind.ADMIN_READ, SecurityOutcome.OK));
        }

        assertThat(accountability).hasSize(200);
        log.close();
        assertThat(lines).hasSize(51);
        assertThat(numbers("admin-read", "ok")).containsExactly(150L);
    }

    @Test
    void aClientThatAsksTooOftenHasOneLineAMinuteAndThenTheNumber() {
        for (int i = 0; i < 5; i++) {
            log.record(event(SecurityKind.RATE_LIMIT, SecurityOutcome.ADDRESS));
        }
        assertThat(counted("rate-limit", "address")).isEqualTo(5);
        now.set(60 * SECOND);

        Eventually.await(() -> numbers("rate-limit", "again").contains(4L));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).get("client")).isEqualTo(lines.get(1).get("client"));
    }

    @Test
    void whatAStuckConsoleDoesNotTakeIsCountedAndToldWhenItGoesOn() {
        console = new CountDownLatch(1);
        for (int i = 0; i < 20_000; i++) {
            now.addAndGet(SECOND / 40);
            log.record(event(SecurityKind.LOG_IN, SecurityOutcome.OK));
        }
        double lost = metrics.get("evently.security.log.lost").functionCounter().count();
        assertThat(lost).isBetween(11_800.0, 11_809.0);

        console.countDown();
        Eventually.await(() -> !numbers("security-log", "lost").isEmpty());
        assertThat(numbers("security-log", "lost")).containsExactly((long) lost);
    }

    @Test
    void whatTheFileDidNotTakeIsToldToo() {
        notWritten.set(3);
        now.set(SECOND);

        Eventually.await(() -> numbers("security-log", "lost").contains(3L));
        assertThat(metrics.get("evently.security.log.lost").functionCounter().count())
                .isEqualTo(3);
    }

    private List<Long> numbers(String kind, String outcome) {
        List<Long> numbers = new ArrayList<>();
        for (Map<String, Object> line : lines) {
            if (kind.equals(line.get("kind")) && outcome.equals(line.get("outcome")) && line.containsKey("omitted")) {
                numbers.add((Long) line.get("omitted"));
            }
        }
        return numbers;
    }

    private double counted(String kind, String outcome) {
        return metrics.get("evently.security.events")
                .tags("kind", kind, "outcome", outcome)
                .counter()
                .count();
    }

    private static SecurityEvent event(SecurityKind kind, SecurityOutcome outcome) {
        try {
            return new SecurityEvent(
                    1_000_000,
                    kind,
                    outcome,
                    new Who(SOMEBODY, "user"),
                    new Asked("order-66", "POST /v1/sessions", null, InetAddress.getByName("203.0.113.7")),
                    Thing.NONE,
                    Map.of());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
