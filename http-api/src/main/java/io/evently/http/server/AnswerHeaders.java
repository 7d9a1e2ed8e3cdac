package io.evently.http.server;

import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * What every answer tells browsers and caches, made once. A route may say something else about its answer's policy or
 * caching; then that counts.
 */
final class AnswerHeaders {

    private static final String REQUEST_ID = "X-Request-Id";
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String POLICY = "Content-Security-Policy";

    private static final HttpHeader NO_STORE = RawHeader.create(CACHE_CONTROL, "no-store");
    /** May be kept, but is asked for again each time: seats are gone in milliseconds. */
    private static final HttpHeader NO_CACHE = RawHeader.create(CACHE_CONTROL, "no-cache");
    /** An answer is data. Whoever gets a browser to show it as a page gets one that loads and runs nothing. */
    private static final HttpHeader DATA_ONLY = RawHeader.create(POLICY, "default-src 'none'; frame-ancestors 'none'");

    private final List<HttpHeader> always;
    private final Cors cors;

    /**
     * @param hstsMaxAge how long browsers are to come by TLS only; zero: nothing is said about it
     */
    AnswerHeaders(Cors cors, Duration hstsMaxAge) {
        List<HttpHeader> always = new ArrayList<>();
        always.add(RawHeader.create("X-Content-Type-Options", "nosniff"));
        always.add(RawHeader.create("Referrer-Policy", "no-referrer"));
        // Keeps answers out of other sites' pages as images and scripts; a page that CORS allows is not held up by it.
        always.add(RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));
        if (hstsMaxAge.toSeconds() > 0) {
            always.add(RawHeader.create("Strict-Transport-Security", "max-age=" + hstsMaxAge.toSeconds()));
        }
        this.always = List.copyOf(always);
        this.cors = cors;
    }

    Cors cors() {
        return cors;
    }

    List<HttpHeader> of(Exchange exchange, Reply reply) {
        List<HttpHeader> own = reply.headers();
        List<HttpHeader> headers = new ArrayList<>(16);
        headers.add(RawHeader.create(REQUEST_ID, exchange.requestId));
        headers.addAll(always);
        if (!has(own, POLICY)) {
            headers.add(DATA_ONLY);
        }
        if (!has(own, CACHE_CONTROL)) {
            headers.add(isPublic(exchange.endpoint) && !reply.isProblem() ? NO_CACHE : NO_STORE);
        }
        cors.addTo(headers, exchange.headers);
        headers.addAll(own);
        return headers;
    }

    /** A refusal that belongs to no request the router has seen. */
    HttpResponse standalone(Problem problem) {
        List<HttpHeader> headers = new ArrayList<>(always);
        headers.add(DATA_ONLY);
        headers.add(NO_STORE);
        headers.addAll(cors.blind());
        return standalone(problem, headers);
    }

    /** The same for who has nothing but another such refusal of the same server. */
    static HttpResponse standaloneLike(HttpResponse other, Problem problem) {
        List<HttpHeader> headers = new ArrayList<>();
        other.getHeaders().forEach(header -> {
            if (!header.is("x-request-id") && !header.is("retry-after")) {
                headers.add(header);
            }
        });
        return standalone(problem, headers);
    }

    private static HttpResponse standalone(Problem problem, List<HttpHeader> headers) {
        String requestId = RequestIds.next();
        Reply reply = Reply.of(problem);
        headers.add(RawHeader.create(REQUEST_ID, requestId));
        headers.addAll(reply.headers());
        return HttpResponse.create()
                .withStatus(reply.status())
                .withEntity(reply.entity(requestId))
                .withHeaders(headers);
    }

    /** What everybody gets alike. Answers for one caller, and those that hold a token, must not lie around in caches. */
    private static boolean isPublic(Endpoint endpoint) {
        return endpoint != null && !endpoint.access().needsToken() && endpoint.method() == Endpoint.Method.GET;
    }

    private static boolean has(List<HttpHeader> headers, String name) {
        for (HttpHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
