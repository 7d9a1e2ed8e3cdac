package io.evently.loadtest.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;

/** Looks every 200 ms how far the tables are behind, until it is closed, and keeps the worst. */
final class LagWatch implements AutoCloseable {

    /** The server measures once a second: often enough to see each of its figures. */
    private static final long EVERY_MILLIS = 200;

    /** Below every lag. */
    private static final double NONE = -1;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest metrics;
    private final DoubleAccumulator worst = new DoubleAccumulator(Math::max, NONE);

    LagWatch(InetSocketAddress server) {
        URI uri = URI.create("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/metrics");
        metrics = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The worst lag seen, in seconds.
     *
     * @throws IllegalStateException when none was seen: an unknown lag is not a small one
     */
    double worstSeconds() {
        double seconds = worst.get();
        if (seconds == NONE) {
            throw new IllegalStateException("the server did not tell how far its tables are behind");
        }
        return seconds;
    }

    private void look() {
        try {
            String text = client.send(metrics, BodyHandlers.ofString()).body();
            Lag.seconds(text).ifPresent(worst::accumulate);
        } catch (IOException e) {
            // One look lost among many; that there were any is asked for at the end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
