package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A counter of a server, as {@code /metrics} has it. */
public final class Counter {

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final String name;

    /**
     * @param name in Prometheus' form, with its ending
     */
    public Counter(InetSocketAddress server, String name) {
        String authority = server.getAddress().getHostAddress() + ":" + server.getPort();
        this.request = HttpRequest.newBuilder(URI.create("http://" + authority + "/metrics"))
                .build();
        this.name = name;
    }

    /**
     * All its lines together.
     *
     * @throws IllegalStateException if the server has no such counter
     */
    public long read() {
        try {
            double[] values = client.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .toArray();
            if (values.length == 0) {
                throw new IllegalStateException("the server counts no " + name);
            }
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return Math.round(sum);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
