package io.evently.http.server;

import io.evently.http.access.Principal;
import io.evently.http.answer.Reply;
import io.evently.http.connection.Connection;
import io.evently.http.read.Body;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * One request on its way through the {@link Router}: what is known so far. Used by one thread after the other; only
 * the end may be reached by two at once (an answer and the deadline).
 */
final class Exchange {

    final HttpRequest request;
    final RequestHeaders headers;
    final InetAddress remoteAddress;
    final String requestId;
    final long startedNanos;

    /** Set once the route is known. */
    Endpoint endpoint;

    List<String> pathValues = List.of();
    Optional<Principal> caller = Optional.empty();
    Body body = Body.NONE;
    /** Set when the request is answered without its body. */
    Reply early;
    /** Set once it is answered. */
    Reply reply;
    /** Where it came from, if it came over the network. */
    Connection connection;
    /** Nothing more is believed of its connection. */
    boolean isLast;
    /** Set while the answer is waited for: answers in the handler's place. */
    Runnable giveUp = () -> {};

    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(HttpRequest request, RequestHeaders headers, InetAddress remoteAddress, String requestId, long now) {
        this.request = request;
        this.headers = headers;
        this.remoteAddress = remoteAddress;
        this.requestId = requestId;
        this.startedNanos = now;
    }

    /** The route's template for metrics and log; a made-up path must not become a metric of its own. */
    String route() {
        return endpoint == null ? "unmatched" : endpoint.path();
    }

    /** How large its body may be. */
    int mostBytes() {
        return endpoint == null ? Body.MOST_BYTES : endpoint.mostBytes();
    }

    /** Nobody can wait any longer; harmless once it is answered. */
    void giveUp() {
        giveUp.run();
    }

    /** True for whoever answers first. */
    boolean claimAnswer() {
        return answered.compareAndSet(false, true);
    }
}
