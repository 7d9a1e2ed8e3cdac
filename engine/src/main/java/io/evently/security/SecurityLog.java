package io.evently.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * Counts security events, writes a line for each to the logger {@value #LOGGER}, and hands those that concern
 * accountability on. Who records never waits: a thread of its own writes.
 *
 * <p>A flood fills no disk: of each kind and outcome there are so many lines a second, and then one line with the number of
 * the others. What finds the queue full (a console or disk that stands still) is counted, and the log itself says later
 * how many lines it lacks.
 */
public final class SecurityLog implements SecurityEvents, AutoCloseable {

    /** Its appender waits for the disk, and is not the one of all other lines. */
    public static final String LOGGER = "io.evently.security";

    /** Lines that wait: seconds of a disk that stands still; 4 MB. */
    private static final int QUEUE = 8_192;

    /** A node checks 44 passwords a second: none of its log-ins is left out. */
    private static final int LINES_OF_SUCCESS = 50;

    /** 300 bytes each: of one kind of refusals 260 MB a day, however many there are. */
    private static final int LINES_OF_REFUSALS = 10;

    private static final long PATIENCE_MILLIS = 5_000;
    private static final long TICK_MILLIS = 200;

    private record Outlet(Counter counter, LineBudget budget) {}

    private final Map<SecurityKind, Map<SecurityOutcome, Outlet>> outlets = new EnumMap<>(SecurityKind.class);
    private final RefusedClients refusedClients = new RefusedClients();
    private final BlockingQueue<SecurityEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder lost = new LongAdder();
    private final Consumer<SecurityEvent> accountability;
    private final LongSupplier nanoTime;
    private final long start;
    private final Thread writer;
    private volatile boolean finishing;

    /**
     * Starts to write.
     *
     * @param keyedHash hexadecimal digits, for the pseudonyms of clients
     * @param accountability is told of every success, and of every refusal that has a line; must not block
     * @param notWritten lines that the log's file did not take so far
     */
    public static SecurityLog start(
            UnaryOperator<String> keyedHash,
            Consumer<SecurityEvent> accountability,
            LongSupplier notWritten,
            MeterRegistry metrics) {
        return new SecurityLog(keyedHash, accountability, notWritten, metrics, System::nanoTime);
    }

    SecurityLog(
            UnaryOperator<String> keyedHash,
            Consumer<SecurityEvent> accountability,
            LongSupplier notWritten,
            MeterRegistry metrics,
            LongSupplier nanoTime) {
        this.accountability = accountability;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        for (SecurityKind kind : SecurityKind.values()) {
            Map<SecurityOutcome, Outlet> byOutcome = new EnumMap<>(SecurityOutcome.class);
            kind.outcomes().forEach(outcome -> byOutcome.put(outcome, outlet(kind, outcome, metrics)));
            outlets.put(kind, byOutcome);
        }
        LongSupplier missing = () -> lost.sum() + notWritten.getAsLong();
        FunctionCounter.builder("evently.security.log.lost", missing, LongSupplier::getAsLong)
                .description("Lines of the security log that found its queue full, or that its file did not take")
                .register(metrics);
        var lines = new SecurityLines(LoggerFactory.getLogger(LOGGER), keyedHash);
        this.writer = new Thread(() -> run(lines, missing), "security-log");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    private static Outlet outlet(SecurityKind kind, SecurityOutcome outcome, MeterRegistry metrics) {
        return new Outlet(
                Counter.builder("evently.security.events")
                        .description("What matters for security, by kind and outcome")
                        .tag("kind", kind.label())
                        .tag("outcome", outcome.label())
                        .register(metrics),
                new LineBudget(outcome == SecurityOutcome.OK ? LINES_OF_SUCCESS : LINES_OF_REFUSALS));
    }

    @Override
    public void record(SecurityEvent event) {
        Outlet outlet = outlets.get(event.kind()).get(event.outcome());
        outlet.counter().increment();
        boolean again = event.kind() == SecurityKind.RATE_LIMIT
                && !refusedClients.isFirst(event.asked().client());
        if (again) {
            return;
        }
        boolean hasLine = outlet.budget().take(elapsed());
        if (hasLine || event.outcome() == SecurityOutcome.OK) {
            accountability.accept(event);
        }
        if (hasLine && !queue.offer(event)) {
            lost.increment();
        }
    }

    /** Writes what waits, 5 s at most. What is recorded later has no line. */
    @Override
    public void close() {
        finishing = true;
        try {
            writer.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long elapsed() {
        return nanoTime.getAsLong() - start;
    }

    private void run(SecurityLines lines, LongSupplier missing) {
        var rounds = new Rounds(lines, missing);
        try {
            while (!finishing || !queue.isEmpty()) {
                round(queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS), lines, rounds);
            }
            rounds.end();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is wrong with one line, the next is written: nobody else would, and nobody would notice. */
    private void round(SecurityEvent event, SecurityLines lines, Rounds rounds) {
        try {
            if (event != null) {
                lines.write(event);
            }
            rounds.look(elapsed());
        } catch (RuntimeException defect) {
            lost.increment();
        }
    }

    /** What is told once a second, and once a minute. */
    private final class Rounds {

        private static final long SECOND = 1_000_000_000L;
        private static final long MINUTE = 60 * SECOND;

        private final SecurityLines lines;
        private final LongSupplier missing;
        private long nextSecond = SECOND;
        private long nextMinute = MINUTE;
        private long toldMissing;

        Rounds(SecurityLines lines, LongSupplier missing) {
            this.lines = lines;
            this.missing = missing;
        }

        void look(long now) {
            if (now >= nextSecond) {
                nextSecond = now + SECOND;
                tellOmitted();
                tellMissing();
            }
            if (now >= nextMinute) {
                nextMinute = now + MINUTE;
                refusedClients.endMinute().forEach(lines::again);
            }
        }

        void end() {
            refusedClients.endMinute().forEach(lines::again);
            tellOmitted();
            tellMissing();
        }

        private void tellOmitted() {
            outlets.forEach((kind, byOutcome) -> byOutcome.forEach((outcome, outlet) -> {
                long omitted = outlet.budget().omitted();
                if (omitted > 0) {
                    lines.omitted(kind, outcome, omitted);
                }
            }));
        }

        /** Told again if the line that tells it is not taken, either. */
        private void tellMissing() {
            long all = missing.getAsLong();
            if (all > toldMissing) {
                lines.missing(all - toldMissing);
                if (missing.getAsLong() == all) {
                    toldMissing = all;
                }
            }
        }
    }
}
