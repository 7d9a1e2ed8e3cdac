package io.evently.http.outgoing;

import io.evently.webhook.WebhookAddresses;
import io.evently.webhook.WebhookClient.Answer;
import io.evently.webhook.WebhookClient.Line;
import io.evently.webhook.WebhookClient.Post;
import io.evently.webhook.WebhookFailure;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/** A receiver's line: connects when there is something to say, and again when the receiver has hung up. */
final class WebhookLine implements Line {

    /** What of an answer's body is read, so that the connection may go on; nothing of it is kept. */
    private static final long MOST_BYTES = 64 * 1_024;

    private static final int LONGEST_WAIT_DIGITS = 9;

    private final ActorSystem<?> system;
    private final WebhookAddresses addresses;
    private final ClientConnectionSettings settings;
    private final HttpsConnectionContext tls;
    private final URI url;
    private OneConnection connection;

    WebhookLine(
            ActorSystem<?> system,
            WebhookAddresses addresses,
            ClientConnectionSettings settings,
            HttpsConnectionContext tls,
            URI url) {
        this.system = system;
        this.addresses = addresses;
        this.settings = settings;
        this.tls = tls;
        this.url = url;
    }

    @Override
    public CompletableFuture<Answer> post(Post post, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        HttpRequest request = request(post);
        boolean again = isOpen();
        return once(request, deadline)
                .exceptionallyCompose(failure ->
                        // Receivers hang up when they are idle: that is no answer to what they have not read.
                        again && !isTooLate(failure)
                                ? once(request, deadline)
                                : CompletableFuture.failedFuture(failure))
                .exceptionally(failure -> Answer.none(meaningOf(failure)));
    }

    private CompletableFuture<Answer> once(HttpRequest request, long deadline) {
        OneConnection asked = connection();
        return asked.ask(request)
                .orTimeout(left(deadline), TimeUnit.NANOSECONDS)
                .thenCompose(response -> drained(response, asked, deadline))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        asked.abort();
                        forget(asked);
                    }
                });
    }

    private static long left(long deadline) {
        return Math.max(1, deadline - System.nanoTime());
    }

    /** What the answer is, its head says; the body is read to have the connection for the next message. */
    private CompletableFuture<Answer> drained(HttpResponse response, OneConnection asked, long deadline) {
        Answer answer = Answer.of(response.status().intValue(), retryAfter(response));
        return response.entity()
                .withSizeLimit(MOST_BYTES)
                .discardBytes(Materializer.matFromSystem(system))
                .completionStage()
                .toCompletableFuture()
                .orTimeout(left(deadline), TimeUnit.NANOSECONDS)
                .handle((read, failure) -> {
                    if (failure != null) {
                        asked.abort();
                        forget(asked);
                    }
                    return answer;
                });
    }

    private static Duration retryAfter(HttpResponse response) {
        return response.getHeader("Retry-After")
                .map(HttpHeader::value)
                .filter(seconds -> seconds.length() <= LONGEST_WAIT_DIGITS
                        && !seconds.isEmpty()
                        && seconds.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private HttpRequest request(Post post) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        return HttpRequest.create(target)
                .withMethod(HttpMethods.POST)
                .addHeader(RawHeader.create("webhook-id", post.id()))
                .addHeader(RawHeader.create("webhook-timestamp", Long.toString(post.seconds())))
                .addHeader(RawHeader.create("webhook-signature", post.signature()))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.fromString(post.body())));
    }

    private synchronized boolean isOpen() {
        return connection != null && !connection.isOver();
    }

    private synchronized OneConnection connection() {
        if (!isOpen()) {
            connection = new OneConnection(system, addresses, settings, tls, url);
        }
        return connection;
    }

    private synchronized void forget(OneConnection ended) {
        if (connection == ended) {
            connection = null;
        }
    }

    private static boolean isTooLate(Throwable failure) {
        return meaningOf(failure) == WebhookFailure.TIMED_OUT;
    }

    private static WebhookFailure meaningOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebhookAddresses.Refused) {
                return WebhookFailure.ADDRESS_REFUSED;
            } else if (cause instanceof UnknownHostException) {
                return WebhookFailure.NAME_NOT_FOUND;
            } else if (cause instanceof SSLException) {
                return WebhookFailure.TLS_FAILED;
            } else if (cause instanceof TimeoutException) {
                return WebhookFailure.TIMED_OUT;
            } else if (cause instanceof ConnectException) {
                return WebhookFailure.NOT_CONNECTED;
            }
        }
        return WebhookFailure.CONNECTION_CLOSED;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
