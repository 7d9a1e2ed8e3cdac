package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A counter of a server, as {@code /metrics} has it, which shows the same page for a second. */
public final class Counter {

    /** Many times the age that a page may have. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(50);

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
     * The count once it shows what has happened: waits until it is {@code least}, but not for ever.
     *
     * @return less if it does not come to that
     */
    public long readFrom(long least) {
        long end = System.nanoTime() + LONGEST;
        long count = read();
        while (count < least && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            count = read();
        }
        return count;
    }

    /**
     * All its lines together, as they were up to a second ago.
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
