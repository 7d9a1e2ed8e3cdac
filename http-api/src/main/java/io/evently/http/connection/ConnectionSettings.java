package io.evently.http.connection;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What clients may have of a server before it has read a request of theirs, and after it has answered it: the section
 * {@code evently.http.connections} of the configuration, which explains each number.
 *
 * @param most connections at a time; further ones wait to be accepted
 * @param mostPerAddress connections at a time of one address that is no trusted proxy; further ones are closed
 * @param newPerSecond connections an address may begin in a second, and at once; further ones are closed
 * @param headTimeout how long a request's head may take from its first byte
 * @param idleTimeout how long nothing may move on a connection
 * @param progressTimeout how long a client may take none of what is sent to it
 * @param answerTimeout how long it may take to take all of an answer
 * @param unfinishedHeads bytes of unfinished heads in memory, of all connections
 * @param unsentAnswers bytes of large answers in memory that their clients have not taken
 */
public record ConnectionSettings(
        int most,
        int mostPerAddress,
        int newPerSecond,
        Duration headTimeout,
        Duration idleTimeout,
        Duration progressTimeout,
        Duration answerTimeout,
        long unfinishedHeads,
        long unsentAnswers) {

    /**
     * Reads them.
     *
     * @param limited whether callers are limited; if not, one address may have all connections there are
     */
    public static ConnectionSettings of(Config config, boolean limited) {
        Config section = config.getConfig("evently.http.connections");
        Config server = config.getConfig("pekko.http.server");
        return new ConnectionSettings(
                OpenFiles.connections(server.getInt("max-connections"), OpenFiles.limit()),
                limited ? section.getInt("per-address") : Integer.MAX_VALUE,
                section.getInt("new-per-second"),
                section.getDuration("head-timeout"),
                server.getDuration("idle-timeout"),
                section.getDuration("progress-timeout"),
                section.getDuration("answer-timeout"),
                section.getBytes("unfinished-heads"),
                section.getBytes("unsent-answers"));
    }

    /** How often overdue connections are looked for: an eighth of the shortest term late at most, and seldom enough. */
    Duration lookEvery() {
        long shortest = Math.min(
                Math.min(headTimeout.toMillis(), idleTimeout.toMillis()),
                Math.min(progressTimeout.toMillis(), answerTimeout.toMillis()));
        return Duration.ofMillis(Math.max(10, Math.min(1_000, shortest / 8)));
    }
}
