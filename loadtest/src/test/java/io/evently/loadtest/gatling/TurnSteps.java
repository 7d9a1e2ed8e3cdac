package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.queue.Turn;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a virtual user sends in a queue: one turn after another, each heard by who asked for it. */
final class TurnSteps {

    private static final String TURN = "turn";
    private static final String PAUSE = "pause";

    /** What the contract may answer; which of it is right in each case, the members of the queue check. */
    private static final List<Integer> ALLOWED = List.of(200, 201, 204, 409, 503);

    /** Until there may be another turn. */
    private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);

    private TurnSteps() {}

    /**
     * Sends turns until there are no more.
     *
     * @param turns the next one, null if there is none at the moment
     * @param over whether there will be no more
     */
    static ChainBuilder all(Supplier<Turn> turns, BooleanSupplier over) {
        return exec(session -> next(session, turns))
                .exec(asLongAs(session -> session.contains(TURN) || !over.getAsBoolean())
                        .on(exec(doIf(session -> session.contains(TURN)).then(send()))
                                .exec(doIf(session -> session.contains(PAUSE))
                                        .then(pause((Session session) -> session.get(PAUSE))))
                                .exec(session -> next(session, turns))));
    }

    /** The turn to be sent again, or else another; without one there is a pause. */
    private static Session next(Session session, Supplier<Turn> turns) {
        if (session.contains(TURN)) {
            return session.remove(PAUSE);
        }
        Turn turn = turns.get();
        return turn == null
                ? session.set(PAUSE, NOTHING_TO_DO)
                : session.remove(PAUSE).set(TURN, turn);
    }

    private static ChainBuilder send() {
        return exec(doIfOrElse(session -> turn(session).body().isEmpty())
                .then(heard(request()))
                .orElse(doIfOrElse(session -> turn(session).key().isEmpty())
                        .then(heard(withBody()))
                        .orElse(heard(withBody().header("Idempotency-Key", session -> turn(session)
                                .key())))));
    }

    private static HttpRequestActionBuilder request() {
        return http((Session session) -> turn(session).name())
                .httpRequest((Session session) -> turn(session).method(), session -> turn(session)
                        .path())
                .header(
                        "Authorization",
                        session -> "Bearer " + turn(session).by().token());
    }

    private static HttpRequestActionBuilder withBody() {
        return request().header("Content-Type", "application/json").body(StringBody(session -> turn(session)
                .body()));
    }

    private static ChainBuilder heard(HttpRequestActionBuilder request) {
        return Heard.by(request, ALLOWED, (session, outcome) -> {
            turn(session).heard().accept(outcome);
            boolean comesBack = outcome instanceof Outcome.Answer answer && answer.retryAfter() != null;
            return comesBack ? session.set(PAUSE, ((Outcome.Answer) outcome).retryAfter()) : session.remove(TURN);
        });
    }

    private static Turn turn(Session session) {
        return session.get(TURN);
    }
}
