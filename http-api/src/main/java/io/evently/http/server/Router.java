package io.evently.http.server;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.connection.Connection;
import io.evently.http.connection.SwallowedLineEnds;
import io.evently.http.read.Negotiation;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.RouteTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request through the checks of the contract's "Precedence", in its order: address limit, authentication,
 * user limit, route ({@link #begin}, before the body is read); syntax, authorization and the handler
 * ({@link #answer}). Whatever happens, there is an answer, and it never tells more than it should.
 */
final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final HttpHeader CLOSE = org.apache.pekko.http.javadsl.model.headers.Connection.create("close");

    private final RouteTable routes;
    private final AccessCheck gate;
    private final ClientAddress forwarding;
    private final AnswerHeaders answerHeaders;
    private final Deadlines deadlines;
    private final InFlight inFlight;
    private final Observer observer;

    Router(
            List<Endpoint> endpoints,
            AccessCheck gate,
            ClientAddress forwarding,
            AnswerHeaders answerHeaders,
            Deadlines deadlines,
            InFlight inFlight,
            Observer observer) {
        this.routes = new RouteTable(endpoints);
        this.gate = gate;
        this.forwarding = forwarding;
        this.answerHeaders = answerHeaders;
        this.deadlines = deadlines;
        this.inFlight = inFlight;
        this.observer = observer;
    }

    /** What can be decided without the body. */
    Exchange begin(HttpRequest request, Connection connection) {
        var headers = new RequestHeaders(request);
        var exchange = new Exchange(
                request,
                headers,
                forwarding.client(connection.peer(), headers),
                RequestIds.of(headers.first("x-request-id")),
                System.nanoTime());
        exchange.connection = connection;
        try {
            exchange.early = enter(exchange);
        } catch (RuntimeException e) {
            exchange.early = Reply.of(problemOf(e, exchange));
        }
        return exchange;
    }

    /** The answer; the stage never fails. */
    CompletionStage<HttpResponse> answer(Exchange exchange) {
        inFlight.begin();
        CompletionStage<Reply> reply;
        try {
            reply = exchange.early != null ? exchange.early.now() : handle(exchange);
        } catch (RuntimeException e) {
            reply = Reply.of(problemOf(e, exchange)).now();
        }
        // On the completing thread: stages made from Scala futures would take a thread of the common pool, which on
        // two cores means a new thread for each callback.
        CompletableFuture<HttpResponse> response = reply.handleAsync(
                        (result, failure) ->
                                render(exchange, failure == null ? result : Reply.of(problemOf(failure, exchange))),
                        Runnable::run)
                .toCompletableFuture();
        if (response.isDone()) {
            return response;
        }
        exchange.giveUp = () -> response.complete(render(exchange, Reply.of(tooLate(exchange))));
        Cancellable deadline = deadlines.start(exchange.giveUp);
        return response.whenComplete((done, failure) -> deadline.cancel());
    }

    /** Address limit, authentication, user limit, route; an answer if that is all there is to it. */
    private Reply enter(Exchange exchange) {
        mustShowAllLines(exchange);
        HttpRequest request = exchange.request;
        String method = request.method().value();
        Optional<RouteTable.Match> match = routes.find(
                        request.getUri().asScala().path())
                .filter(found -> isSpelledOut(found, method, exchange.headers));
        Optional<Endpoint> endpoint = match.flatMap(found -> found.endpoint(method));
        exchange.endpoint = endpoint.orElse(null);
        // Also for what does not exist: else whoever looks for it is never told to slow down.
        exchange.caller = gate.admit(endpoint, exchange.headers, exchange.remoteAddress);
        if (match.isEmpty()) {
            throw Problem.notFound("There is no such route; see /docs for those that exist.");
        }
        if (method.equals("OPTIONS")) {
            String allow = match.get().allow();
            return answerHeaders.cors().preflight(Reply.noContent().header("Allow", allow), allow, exchange.headers);
        }
        if (endpoint.isEmpty()) {
            String allow = match.get().allow();
            throw Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "This route takes " + allow + ", not " + method + ".")
                    .withHeader("Allow", allow);
        }
        exchange.pathValues = match.get().values();
        return null;
    }

    /** Syntax, authorization, and whatever the handler decides. */
    private CompletionStage<Reply> handle(Exchange exchange) {
        Endpoint endpoint = exchange.endpoint;
        mustAccept(endpoint, exchange.headers);
        exchange.body.mustBeComplete();
        if (!endpoint.isOperational()) {
            exchange.body.mustBePlain(exchange.headers);
        }
        String query = exchange.request.getUri().rawQueryString().orElse("");
        Endpoint.Prepared prepared = endpoint.prepare(new Input(exchange.headers, exchange.body, query));
        if (!gate.mustConfirm(endpoint, exchange.caller)) {
            return authorized(exchange, prepared);
        }
        return gate.confirmed(endpoint, exchange.caller).thenCompose(caller -> {
            exchange.caller = caller;
            return authorized(exchange, prepared);
        });
    }

    private CompletionStage<Reply> authorized(Exchange exchange, Endpoint.Prepared prepared) {
        Endpoint endpoint = exchange.endpoint;
        gate.authorize(endpoint, exchange.caller);
        return prepared.handle(new Call(
                endpoint,
                exchange.pathValues,
                exchange.headers,
                exchange.caller,
                exchange.remoteAddress,
                exchange.requestId));
    }

    /** The parser refuses a header that took the next one; only who has seen the bytes can tell of one at the end. */
    private static void mustShowAllLines(Exchange exchange) {
        if (exchange.connection.hidesLines() && exchange.headers.anyValue(SwallowedLineEnds::mayBeBehind)) {
            exchange.isLast = true;
            throw Problem.of(
                    ErrorCode.MALFORMED_REQUEST,
                    "The request is no valid HTTP: a header ends in half a character of UTF-8.");
        }
    }

    private static void mustAccept(Endpoint endpoint, RequestHeaders headers) {
        if (endpoint.isOperational()) {
            return;
        }
        List<String> accept = headers.all("accept");
        if (!accept.isEmpty() && !Negotiation.accepts(String.join(",", accept), endpoint.produces())) {
            throw Problem.of(ErrorCode.NOT_ACCEPTABLE, "This route answers in " + endpoint.produces() + " only.");
        }
    }

    private HttpResponse render(Exchange exchange, Reply given) {
        Reply reply = fitting(exchange, given);
        List<HttpHeader> headers = answerHeaders.of(exchange, reply);
        if (inFlight.isStopping() || exchange.isLast) {
            headers.add(CLOSE);
        }
        HttpResponse response = HttpResponse.create()
                .withStatus(reply.status())
                .withEntity(reply.entity(exchange.requestId))
                .withHeaders(headers);
        exchange.connection.answers(reply::end);
        if (exchange.claimAnswer()) {
            inFlight.end();
            exchange.reply = reply;
            observer.answered(exchange, reply.status());
        }
        return response;
    }

    /** A large answer stays in memory until it is taken; there must be room for it. */
    private static Reply fitting(Exchange exchange, Reply reply) {
        return exchange.connection.hasRoomFor(reply.size())
                ? reply
                : Reply.of(Problem.of(
                        ErrorCode.BUSY, "Too many answers wait for clients that do not take them; ask again."));
    }

    /**
     * Whether the path of an operational route was sent as the route is written. Gateways keep strangers from these by what
     * was sent: to them /%6detrics, or a whole URI with dots in it, is something else.
     */
    private static boolean isSpelledOut(RouteTable.Match match, String method, RequestHeaders headers) {
        Optional<Endpoint> operational = match.endpoint(method).filter(Endpoint::isOperational);
        if (operational.isEmpty()) {
            return true;
        }
        String path = operational.get().path();
        for (String value : match.values()) {
            path = path.replaceFirst("\\{\\w+}", Matcher.quoteReplacement(value));
        }
        String target = headers.first("raw-request-uri").orElse("");
        int query = target.indexOf('?');
        return path.equals(query < 0 ? target : target.substring(0, query));
    }

    private static Problem tooLate(Exchange exchange) {
        boolean changesNothing = exchange.endpoint == null || exchange.endpoint.method() == Endpoint.Method.GET;
        return changesNothing
                ? Problem.of(ErrorCode.BUSY, "The server could not answer in time; ask again in a moment.")
                : Problem.of(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "The server does not know in time whether this was done; repeat the request with the same"
                                + " Idempotency-Key to learn.");
    }

    private static Problem problemOf(Throwable failure, Exchange exchange) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof TimeoutException) {
            return tooLate(exchange);
        }
        LOG.error("request {} to {} failed", exchange.requestId, exchange.route(), cause);
        return Problem.of(
                ErrorCode.INTERNAL_ERROR, "Something went wrong on our side; please report it with the request id.");
    }

    /** Ends requests that take too long. */
    interface Deadlines {
        Cancellable start(Runnable tooLate);
    }

    /** Sees each request once, when its answer is ready. */
    interface Observer {
        void answered(Exchange exchange, int status);
    }
}
