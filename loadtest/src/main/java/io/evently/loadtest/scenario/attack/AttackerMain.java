package io.evently.loadtest.scenario.attack;

import com.sun.management.OperatingSystemMXBean;
import io.evently.loadtest.client.Limits;
import io.evently.loadtest.client.LoadClient;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.Schedule;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The attacker's own process. Its rates are bounded, so that it does not take the processors from those it attacks. */
public final class AttackerMain {

    /** Burns a share of one processor and sends nothing: what the attacker costs without being one. */
    static final String NEIGHBOUR = "NEIGHBOUR";

    private static final String FROM = "127.0.0.2";

    private static final int HEADS = 3_000;
    private static final int STREAMS = 10_000;

    /** Connections a second; each costs the server some 250 µs of its processors. */
    private static final double HEADS_PER_SECOND = 400;

    private static final double STREAMS_PER_SECOND = 600;

    private static final int READERS = 1_200;
    private static final double LOG_INS_PER_SECOND = 100;
    private static final double RANDOM_PER_SECOND = 1_000;
    private static final int CONNECTIONS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A byte now and then, so that no idle timeout ends it. */
    private static final Duration DRIP_EVERY = Duration.ofSeconds(2);

    private static final int VICTIMS = 1_000;

    private final InetSocketAddress server;
    private final InetAddress from = address();
    private final Duration time;
    private final String event;

    private AttackerMain(int port, Duration time, String event) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.time = time;
        this.event = event;
    }

    /** Takes what to do, the server's port, for how many milliseconds, and an event's id or a share of a processor. */
    public static void main(String[] arguments) throws IOException {
        Duration time = Duration.ofMillis(Long.parseLong(arguments[2]));
        AttackerOutcome did = arguments[0].equals(NEIGHBOUR)
                ? burn(time, Double.parseDouble(arguments[3]))
                : new AttackerMain(Integer.parseInt(arguments[1]), time, arguments[3])
                        .attack(AttackKind.valueOf(arguments[0]));
        System.out.println(new AttackerOutcome(did.answers(), did.lost(), did.mostOpen(), cpuSeconds()).line());
    }

    private AttackerOutcome attack(AttackKind kind) throws IOException {
        return switch (kind) {
            case HALF_OPEN ->
                new Hanging(
                                server,
                                from,
                                HEADS,
                                HEADS_PER_SECOND,
                                () -> ascii("GET /v1/events HTTP/1.1\r\nHost: a\r\nX-Never-Ends: "),
                                ascii("a"),
                                DRIP_EVERY)
                        .run(time);
            case STREAMS ->
                new Hanging(
                                server,
                                from,
                                STREAMS,
                                STREAMS_PER_SECOND,
                                () -> get("/v1/events/" + event + "/stream"),
                                null,
                                DRIP_EVERY)
                        .run(time);
            case WRONG_LOG_INS -> ask(CONNECTIONS, new Schedule(LOG_INS_PER_SECOND), AttackerMain::wrongLogIn);
            case RANDOM_EVENTS -> ask(CONNECTIONS, new Schedule(RANDOM_PER_SECOND), AttackerMain::randomEvent);
            case READINESS -> ask(READERS, null, () -> get("/health/ready"));
        };
    }

    /** @param schedule null: all of them at once, every second */
    private AttackerOutcome ask(int callers, Schedule schedule, Supplier<byte[]> requests) {
        List<RelentlessCaller> pests = Stream.generate(
                        () -> new RelentlessCaller(requests, schedule == null ? new Schedule(1) : schedule))
                .limit(callers)
                .toList();
        Measured measured =
                LoadClient.runFrom(from, server, new ArrayList<>(pests), new Limits(Long.MAX_VALUE, time, PATIENCE));
        return new AttackerOutcome(measured.byStatus(), measured.lost(), 0, 0);
    }

    private static byte[] wrongLogIn() {
        int victim = ThreadLocalRandom.current().nextInt(VICTIMS);
        String address = victim < VICTIMS / 10 ? "admin@evently.local" : "victim" + victim + "@example.org";
        String body = "{\"email\":\"" + address + "\",\"password\":\"guess number "
                + ThreadLocalRandom.current().nextInt() + "\"}";
        return ascii("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] randomEvent() {
        String event = "/v1/events/" + UUID.randomUUID();
        return get(ThreadLocalRandom.current().nextBoolean() ? event : event + "/availability");
    }

    private static byte[] get(String target) {
        return ascii("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A millisecond's work and a pause, by turns. */
    private static AttackerOutcome burn(Duration time, double share) {
        long end = System.nanoTime() + time.toNanos();
        long slice = Duration.ofMillis(1).toNanos();
        long pause = Math.max(0, Math.round(slice / Math.max(share, 0.001)) - slice);
        while (System.nanoTime() - end < 0) {
            long until = System.nanoTime() + slice;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(pause);
        }
        return new AttackerOutcome(Map.of(), 0, 0, 0);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByName(FROM);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
