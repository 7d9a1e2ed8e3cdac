package io.evently.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends messages over HTTP, to addresses that {@link WebhookAddresses} allows, and never waits on the caller's thread. */
public interface WebhookClient {

    /** For all of an attempt, name look-up and TLS included. */
    Duration PATIENCE = Duration.ofSeconds(15);

    /** A receiver's line; connects with the first message. */
    Line open(URI url);

    /** Messages go over it one after the other: the next when the one before was answered. */
    interface Line extends AutoCloseable {

        /** @return never fails, and is there when {@code patience} is over, or a moment later */
        CompletableFuture<Answer> post(Post post, Duration patience);

        @Override
        void close();
    }

    /**
     * A message with its headers.
     *
     * @param seconds of the attempt, since 1970
     */
    record Post(String id, long seconds, String signature, String body) {}

    /**
     * What came back.
     *
     * @param status 0: no answer
     * @param retryAfter null: the receiver did not say
     * @param failure null: it arrived
     */
    record Answer(int status, Duration retryAfter, WebhookFailure failure) {

        public static Answer none(WebhookFailure why) {
            return new Answer(0, null, why);
        }

        /** What a status means. */
        public static Answer of(int status, Duration retryAfter) {
            WebhookFailure failure = status >= 200 && status < 300
                    ? null
                    : status >= 300 && status < 400
                            ? WebhookFailure.REDIRECTED
                            : status == 410 ? WebhookFailure.GONE : WebhookFailure.REFUSED;
            return new Answer(status, retryAfter, failure);
        }
    }
}
