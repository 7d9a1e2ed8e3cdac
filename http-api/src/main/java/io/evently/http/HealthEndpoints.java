package io.evently.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What orchestrators ask: is the process alive (if not, restart it), is it ready (if not, send nobody).
 *
 * <p>Liveness depends on nothing: restarting a node does not mend a database.
 */
public final class HealthEndpoints {

    private HealthEndpoints() {}

    /** {@code /health/live} and {@code /health/ready}. */
    public static List<Endpoint> of(List<Readiness> conditions) {
        return List.of(
                Endpoint.operational("/health/live", call -> Reply.ok(json -> json.text("status", "live"))
                        .now()),
                Endpoint.operational("/health/ready", call -> ready(conditions)));
    }

    private static CompletionStage<Reply> ready(List<Readiness> conditions) {
        List<CompletableFuture<Outcome>> outcomes =
                conditions.stream().map(HealthEndpoints::check).toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        reply(outcomes.stream().map(CompletableFuture::join).toList()));
    }

    private static CompletableFuture<Outcome> check(Readiness condition) {
        CompletionStage<Boolean> check;
        try {
            check = condition.check().get();
        } catch (RuntimeException e) {
            check = CompletableFuture.failedFuture(e);
        }
        return check.handleAsync(
                        (holds, failure) -> new Outcome(condition.name(), failure == null && holds), Runnable::run)
                .toCompletableFuture();
    }

    private static Reply reply(List<Outcome> outcomes) {
        boolean ready = outcomes.stream().allMatch(Outcome::holds);
        byte[] report = JsonWriter.toBytes(json -> {
            json.text("status", ready ? "ready" : "not ready");
            json.objects("checks", outcomes, (item, outcome) -> {
                item.text("name", outcome.name());
                item.flag("ok", outcome.holds());
            });
        });
        return ready ? Reply.json(200, report) : Reply.json(503, report).header("Retry-After", "1");
    }

    private record Outcome(String name, boolean holds) {}
}
