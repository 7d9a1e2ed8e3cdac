package io.evently.loadtest.sut;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server whether customers may be sent to it. */
public final class Health {

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final HttpRequest request;

    /** Asks the server at that address. */
    public Health(InetSocketAddress server) {
        String authority = server.getAddress().getHostAddress() + ":" + server.getPort();
        request = HttpRequest.newBuilder(URI.create("http://" + authority + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /** Whether {@code /health/ready} answers 200; false when nobody listens, or nobody answers within 5 s. */
    public boolean isReady() {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
