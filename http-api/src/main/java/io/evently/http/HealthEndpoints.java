package io.evently.http;

import io.evently.http.Readiness.Finding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private static final long LOOK_EVERY_MILLIS = 1_000;

    /** What takes longer than a condition should is a condition that does not hold. */
    private static final long PATIENCE_MILLIS = 3_000;

    /** Three looks and their patience; after that the thread that looks is stuck, and so is the node, most likely. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final List<Readiness> conditions;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        var made = new Thread(work, "readiness");
        made.setDaemon(true);
        return made;
    });
    private volatile Report report;

    private HealthEndpoints(List<Readiness> conditions) {
        this.conditions = List.copyOf(conditions);
        this.report = look();
    }

    /** Looks once, and once a second from now on. */
    public static HealthEndpoints watch(List<Readiness> conditions) {
        var health = new HealthEndpoints(conditions);
        health.thread.scheduleWithFixedDelay(
                health::lookAgain, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return health;
    }

    /** {@code /health/live} and {@code /health/ready}. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.operational("/health/live", call -> Reply.ok(json -> json.text("status", "live"))
                        .now()),
                Endpoint.operational("/health/ready", call -> CompletableFuture.completedFuture(reply())));
    }

    /** Looks now, when something is known to have changed. */
    public synchronized void lookAgain() {
        try {
            report = look();
        } catch (RuntimeException defect) {
            log.error("Readiness could not be looked at", defect);
        }
    }

    private Report look() {
        List<CompletableFuture<Outcome>> outcomes =
                conditions.stream().map(HealthEndpoints::check).toList();
        List<Outcome> known = outcomes.stream().map(CompletableFuture::join).toList();
        boolean ready = known.stream().allMatch(outcome -> outcome.finding().holds());
        return new Report(ready, json(ready, known), System.nanoTime());
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

    private static byte[] json(boolean ready, List<Outcome> outcomes) {
        return JsonWriter.toBytes(json -> {
            json.text("status", ready ? "ready" : "not ready");
            json.objects("checks", outcomes, (item, outcome) -> {
                item.text("name", outcome.name());
                item.flag("ok", outcome.finding().holds());
                if (!outcome.finding().detail().isEmpty()) {
                    item.text("detail", outcome.finding().detail());
                }
            });
        });
    }

    private Reply reply() {
        Report last = report;
        boolean stale = System.nanoTime() - last.looked() > STALE_NANOS;
        if (last.ready() && !stale) {
            return Reply.json(200, last.json());
        }
        byte[] json = stale ? json(false, List.of(new Outcome("readiness", Finding.UNKNOWN))) : last.json();
        return Reply.json(503, json).header("Retry-After", "1");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private record Outcome(String name, Finding finding) {}

    private record Report(boolean ready, byte[] json, long looked) {}
}
