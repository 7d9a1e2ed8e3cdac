package io.evently.loadtest.scenario.messages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evently.loadtest.client.FlatJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An integrator's server on loopback, which takes every webhook and counts how often each came. */
final class HookReceiver implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int TAKEN = 204;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    /** By event, then by {@code webhook-id}. */
    private final Map<UUID, Map<String, Integer>> taken = new ConcurrentHashMap<>();

    HookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** Where webhooks are sent. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            taken.computeIfAbsent(UUID.fromString(FlatJson.text(body, "eventId")), any -> new ConcurrentHashMap<>())
                    .merge(id, 1, Integer::sum);
            exchange.sendResponseHeaders(TAKEN, -1);
        }
    }

    /** How often each webhook about that event came, by its id. */
    Map<String, Integer> about(UUID eventId) {
        return taken.getOrDefault(eventId, Map.of());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
