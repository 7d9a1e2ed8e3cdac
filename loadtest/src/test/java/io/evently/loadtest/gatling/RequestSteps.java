package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.evently.loadtest.client.Json;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a virtual user sends, each request and what came of it recorded for the audit. */
final class RequestSteps {

    /** In a session: where the server is that this customer was sent to, if it is not the one all are. */
    static final String BASE = "base";

    private static final String REQUEST = "request";
    private static final String SENT = "sent";
    private static final String HEARD = "heard";
    private static final String BOOKING = "booking";
    private static final String TASK = "task";
    private static final String PAUSE = "pause";

    /** What the contract may answer; which of it is right in each case, the checker knows. */
    private static final List<Integer> ALLOWED = List.of(200, 201, 204, 409, 503);
    /** Until there may be another task. */
    private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);

    private final History history;

    RequestSteps(History history) {
        this.history = history;
    }

    /** Asks for seats; any refusal of a sale may be heard. */
    ChainBuilder book(Function<Session, Request> request) {
        return send(session -> "book", request, List.of(201, 409, 503));
    }

    /** The same where there are seats for all, and nothing else is expected. */
    ChainBuilder book(Function<Session, Request> request, Function<Session, String> name) {
        return send(name, request, List.of(201));
    }

    /** Confirms, or cancels, the booking just made. */
    ChainBuilder change(Kind kind) {
        return send(session -> name(kind), session -> aboutBooking(session, kind), List.of(200, 503));
    }

    private static Request aboutBooking(Session session, Kind kind) {
        Operation made = session.get(BOOKING);
        Request last = session.get(REQUEST);
        return Request.of(kind, made.eventId(), last.by(), Json.uuid(made.body(), "id"));
    }

    /** Whether the booking just asked for was made. */
    static boolean accepted(Session session) {
        Operation made = session.get(BOOKING);
        return made.ok();
    }

    /** Whether the booking just asked for was a hold, and made. */
    static boolean held(Session session) {
        Operation made = session.get(BOOKING);
        return made.ok() && made.hold();
    }

    /**
     * Does tasks until there are no more.
     *
     * @param tasks the next one, null if there is none at the moment
     * @param over whether there will be no more
     */
    ChainBuilder all(Supplier<Task> tasks, BooleanSupplier over) {
        ChainBuilder send = send(
                session -> name(task(session).request().kind()),
                session -> task(session).request(),
                ALLOWED);
        return exec(session -> next(session, tasks))
                .exec(asLongAs(session -> session.contains(TASK) || !over.getAsBoolean())
                        .on(exec(doIf(session -> session.contains(TASK))
                                        .then(exec(send).exec(RequestSteps::answered)))
                                .exec(doIf(session -> session.contains(PAUSE))
                                        .then(pause((Session session) -> session.get(PAUSE))))
                                .exec(session -> next(session, tasks))));
    }

    /** The task to be done again, or what follows from it, or else another; without one there is a pause. */
    private static Session next(Session session, Supplier<Task> tasks) {
        if (session.contains(TASK)) {
            return session.remove(PAUSE);
        }
        Task task = tasks.get();
        return task == null
                ? session.set(PAUSE, NOTHING_TO_DO)
                : session.remove(PAUSE).set(TASK, task);
    }

    private static Session answered(Session session) {
        if (session.contains("retryAfter")) {
            return session.set(PAUSE, Duration.ofSeconds(Long.parseLong(session.getString("retryAfter"))));
        }
        Task next = task(session).next().apply(session.get(HEARD));
        return next == null ? session.remove(TASK) : session.set(TASK, next);
    }

    private static Task task(Session session) {
        return session.get(TASK);
    }

    private ChainBuilder send(
            Function<Session, String> name, Function<Session, Request> request, List<Integer> allowed) {
        return exec(session -> session.set(REQUEST, request.apply(session)))
                .exec(doIfOrElse(session -> request(session).by() == null)
                        .then(recorded(anonymous(name), allowed))
                        .orElse(doIfOrElse(session -> request(session).body().isEmpty())
                                .then(recorded(plain(name), allowed))
                                .orElse(doIfOrElse(session -> request(session).key() == null)
                                        .then(recorded(withBody(name), allowed))
                                        .orElse(recorded(withKey(name), allowed)))));
    }

    private static HttpRequestActionBuilder anonymous(Function<Session, String> name) {
        return http(name)
                .httpRequest(
                        (Session session) -> request(session).method(),
                        session -> base(session) + request(session).path());
    }

    private static HttpRequestActionBuilder plain(Function<Session, String> name) {
        return anonymous(name)
                .header(
                        "Authorization",
                        session -> "Bearer " + request(session).by().token());
    }

    private static HttpRequestActionBuilder withKey(Function<Session, String> name) {
        return withBody(name)
                .header("Idempotency-Key", session -> request(session).key());
    }

    private static HttpRequestActionBuilder withBody(Function<Session, String> name) {
        return plain(name).header("Content-Type", "application/json").body(StringBody(session -> request(session)
                .body()));
    }

    private ChainBuilder recorded(HttpRequestActionBuilder request, List<Integer> allowed) {
        return exec(session -> session.removeAll("status", "body", "retryAfter", "replayed")
                        .set(SENT, history.sent()))
                .exec(request.check(
                        status().saveAs("status"),
                        bodyBytes().saveAs("body"),
                        header("Retry-After").optional().saveAs("retryAfter"),
                        header("Idempotent-Replayed").optional().saveAs("replayed"),
                        status().in(allowed)))
                .exec(session -> {
                    Operation heard = history.heard(request(session), 0, session.get(SENT), outcome(session));
                    Session next = session.set(HEARD, heard);
                    return heard.kind() == Kind.BOOK ? next.set(BOOKING, heard) : next;
                });
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

    private static String base(Session session) {
        return session.contains(BASE) ? session.getString(BASE) : "";
    }

    private static Request request(Session session) {
        return session.get(REQUEST);
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
