package io.evently.http.ops;

import com.sun.net.httpserver.HttpExchange;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.read.Body;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.server.HttpMetrics;
import io.evently.http.server.RequestIds;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves some operational routes on a port of its own, with threads of its own, so that a node that is busy, or under
 * attack, is not taken for a dead one. It is the JDK's server: Pekko's would share its sockets' threads with the API.
 */
public final class OpsServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OpsServer.class);

    /** Kubelet, Prometheus and a balancer ask one after the other; four, and a few waiting, are plenty. */
    private static final int THREADS = 4;

    private static final int MOST_WAITING = 100;

    /** A scrape on a busy machine; nothing else takes time. */
    private static final long PATIENCE_SECONDS = 10;

    static {
        // Seconds a request may take to come in, and an answer to go out: threads read and write, and there are four.
        // The JDK takes them from here alone.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "20");
    }

    private final com.sun.net.httpserver.HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Map<String, Endpoint> routes = new HashMap<>();
    private final MeterRegistry registry;

    private OpsServer(InetSocketAddress address, List<Endpoint> endpoints, MeterRegistry registry) throws IOException {
        endpoints.forEach(endpoint -> routes.put(endpoint.path(), endpoint));
        this.registry = registry;
        var number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    var thread = new Thread(task, "ops-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // The connection is closed after maxReqTime.
                new ThreadPoolExecutor.DiscardPolicy());
        server = com.sun.net.httpserver.HttpServer.create(address, MOST_WAITING);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /**
     * Starts to listen.
     *
     * @param endpoints operational ones without parameters
     * @throws IOException if the address is taken
     */
    public static OpsServer start(InetSocketAddress address, List<Endpoint> endpoints, MeterRegistry registry)
            throws IOException {
        var started = new OpsServer(address, endpoints, registry);
        started.server.start();
        return started;
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        try {
            Optional<Endpoint> endpoint =
                    Optional.ofNullable(routes.get(exchange.getRequestURI().getRawPath()));
            Reply reply = replyTo(exchange.getRequestMethod(), endpoint);
            send(exchange, reply);
            HttpMetrics.timer(registry, endpoint, reply.status())
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        } catch (RuntimeException defect) {
            log.error("An operational route could not be served", defect);
        } finally {
            exchange.close();
        }
    }

    private static Reply replyTo(String method, Optional<Endpoint> endpoint) {
        if (endpoint.isEmpty()) {
            return Reply.of(Problem.notFound("There is no such route on this port."));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Reply.of(Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "This route takes GET, HEAD.")
                    .withHeader("Allow", "GET, HEAD"));
        }
        try {
            return handle(endpoint.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("{} has no answer", endpoint.get(), e);
            return busy();
        }
    }

    private static Reply handle(Endpoint endpoint) throws InterruptedException, ExecutionException, TimeoutException {
        var headers = new RequestHeaders(HttpRequest.GET(endpoint.path()));
        return endpoint.prepare(new Input(headers, Body.NONE, ""))
                .handle(new Call(
                        endpoint,
                        List.of(),
                        headers,
                        Optional.empty(),
                        InetAddress.getLoopbackAddress(),
                        RequestIds.next()))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Reply busy() {
        return Reply.of(Problem.of(ErrorCode.BUSY, "The server could not answer in time; ask again in a moment."));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        String requestId = RequestIds.next();
        HttpEntity.Strict entity = (HttpEntity.Strict) reply.entity(requestId);
        for (HttpHeader header : reply.headers()) {
            exchange.getResponseHeaders().set(header.name(), header.value());
        }
        exchange.getResponseHeaders()
                .set("Content-Type", entity.getContentType().toString());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("X-Request-Id", requestId);
        byte[] body = entity.getData().toArray();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
