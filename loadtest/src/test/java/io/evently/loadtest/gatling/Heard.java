package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.evently.loadtest.client.Outcome;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** A request of Gatling's, and what came of it as the load client would tell it. */
final class Heard {

    private Heard() {}

    /**
     * Sends the request and hands on what came of it.
     *
     * @param allowed any other status counts as failed
     * @param heard answers the session to go on with
     */
    static ChainBuilder by(
            HttpRequestActionBuilder request, List<Integer> allowed, BiFunction<Session, Outcome, Session> heard) {
        return exec(session -> session.removeAll("status", "body", "retryAfter", "replayed"))
                .exec(request.check(
                        status().saveAs("status"),
                        bodyBytes().saveAs("body"),
                        header("Retry-After").optional().saveAs("retryAfter"),
                        header("Idempotent-Replayed").optional().saveAs("replayed"),
                        status().in(allowed)))
                .exec(session -> heard.apply(session, outcome(session)));
    }

    private static Outcome outcome(Session session) {
        if (!session.contains("status")) {
            return new Outcome.Lost("no answer");
        }
        String retryAfter = session.getString("retryAfter");
        byte[] body = session.get("body");
        return new Outcome.Answer(
                session.getInt("status"),
                retryAfter == null ? null : Duration.ofSeconds(Long.parseLong(retryAfter)),
                "true".equals(session.getString("replayed")),
                body == null ? new byte[0] : body,
                0);
    }
}
