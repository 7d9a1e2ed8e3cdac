package io.evently.routes;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long streams live and how many there may be ({@code evently.http}, which explains each number).
 *
 * @param commentEvery so often a quiet stream shows that it is alive
 * @param lifetime a stream ends after so long, or up to a tenth sooner, and its client comes back
 * @param most open streams of this node
 * @param mostPerAddress open streams of one address
 * @param mostPerUser open streams of one user's notifications
 */
public record StreamSettings(Duration commentEvery, Duration lifetime, int most, int mostPerAddress, int mostPerUser) {

    /** Reads the section {@code evently.http}. */
    public static StreamSettings of(Config config) {
        Config http = config.getConfig("evently.http");
        boolean limited = http.getBoolean("rate-limit");
        return new StreamSettings(
                http.getDuration("stream-comment-every"),
                http.getDuration("stream-lifetime"),
                http.getInt("streams"),
                limited ? http.getInt("streams-per-address") : Integer.MAX_VALUE,
                limited ? http.getInt("streams-per-user") : Integer.MAX_VALUE);
    }
}
