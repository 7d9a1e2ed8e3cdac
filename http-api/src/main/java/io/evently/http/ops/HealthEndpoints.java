package io.evently.http.ops;

import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.ops.Readiness.Finding;
import io.evently.http.route.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What orchestrators ask: is the process alive (if not, restart it), is it ready (if not, send nobody).
 *
 * <p>Liveness depends on nothing: restarting a node does not mend a database. Readiness is looked at once a second, in
 * the background; so however often it is asked, asking costs nothing.
 */
public final class HealthEndpoints implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthEndpoints.class);

    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What takes longer than a condition should is a condition that does not hold. */
    private static final long PATIENCE_MILLIS = 3_000;

    /** Three looks and their patience; after that the thread that looks is stuck, and so is the node, most likely. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final List<Readiness> conditions;
    private final Thread thread = new Thread(this::run, "readiness");
    private volatile boolean closed;
    private volatile Report last;

    private HealthEndpoints(List<Readiness> conditions) {
        this.conditions = List.copyOf(conditions);
        this.last = look();
    }

    /** Looks once, and once a second from now on. */
    public static HealthEndpoints watch(List<Readiness> conditions) {
        var health = new HealthEndpoints(conditions);
        health.thread.setDaemon(true);
        health.thread.start();
        return health;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.operational("/health/live", call -> Reply.ok(json -> json.text("status", "live"))
                        .now()),
                Endpoint.operational("/health/ready", call -> CompletableFuture.completedFuture(reply())));
    }

    /** Looks as soon as it can; for something that is known to have changed. */
    public void lookSoon() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            lookAgain();
        }
    }

    /** Looks now; takes some seconds at most. */
    public synchronized void lookAgain() {
        try {
            last = look();
        } catch (RuntimeException defect) {
            log.error("Readiness could not be looked at", defect);
        }
    }

    private Report look() {
        List<CompletableFuture<Outcome>> outcomes =
                conditions.stream().map(HealthEndpoints::check).toList();
        List<Outcome> known = outcomes.stream().map(CompletableFuture::join).toList();
        boolean ready = known.stream().allMatch(outcome -> outcome.finding().holds());
        return new Report(reply(ready, known), System.nanoTime());
    }

    private static CompletableFuture<Outcome> check(Readiness condition) {
        CompletionStage<Finding> check;
        try {
            check = condition.check().get();
        } catch (RuntimeException e) {
            check = CompletableFuture.failedFuture(e);
        }
        return check.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .handleAsync(
                        (finding, failure) ->
                                new Outcome(condition.name(), failure == null ? finding : Finding.UNKNOWN),
                        Runnable::run);
    }

    private static Reply reply(boolean ready, List<Outcome> outcomes) {
        byte[] report = JsonWriter.toBytes(json -> {
            json.text("status", ready ? "ready" : "not ready");
            json.objects("checks", outcomes, (item, outcome) -> {
                item.text("name", outcome.name());
                item.flag("ok", outcome.finding().holds());
                if (!outcome.finding().detail().isEmpty()) {
                    item.text("detail", outcome.finding().detail());
                }
            });
        });
        return ready ? Reply.json(200, report) : Reply.json(503, report).header("Retry-After", "1");
    }

    private Reply reply() {
        Report known = last;
        boolean stale = System.nanoTime() - known.looked() > STALE_NANOS;
        return stale ? reply(false, List.of(new Outcome("readiness", Finding.UNKNOWN))) : known.reply();
    }

    @Override
    public void close() {
        closed = true;
    }

    private record Outcome(String name, Finding finding) {}

    private record Report(Reply reply, long looked) {}
}
