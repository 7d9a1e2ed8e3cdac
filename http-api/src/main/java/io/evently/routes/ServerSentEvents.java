package io.evently.routes;

import io.evently.http.route.Input;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.util.ByteString;

/** What streams of server-sent events have in common. */
final class ServerSentEvents {

    static final ContentType TYPE = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    static final ByteString COMMENT = ByteString.fromString(":\n\n");

    /** No event was seen before. */
    static final long NOTHING_SEEN = -1;

    /** Digits that any id of ours fits in, and that fit in a long. */
    private static final int LONGEST_ID = 18;

    private static final Pattern ID = Pattern.compile("[0-9]{1," + LONGEST_ID + "}");

    /** Clients whose node has ended come back within so many milliseconds, and not at once. */
    private static final int SOONEST_RETRY = 1_000;

    private static final int LATEST_RETRY = 5_000;

    private ServerSentEvents() {}

    /** What a browser sends when it reconnects, or, where there is none, what its stand-in sends. */
    static long lastSeen(Input input) {
        Optional<Long> parameter = id(input, "lastEventId", input.query().text("lastEventId", 1, LONGEST_ID));
        return id(input, "Last-Event-ID", input.header("Last-Event-ID"))
                .or(() -> parameter)
                .orElse(NOTHING_SEEN);
    }

    /** A browser sends back what it got, and nothing if it got nothing: whoever sends another id has mixed something up. */
    private static Optional<Long> id(Input input, String field, Optional<String> id) {
        if (id.isPresent() && !ID.matcher(id.get()).matches()) {
            input.refuse(field, "must be the id of an event of this stream");
            return Optional.empty();
        }
        return id.map(Long::parseLong);
    }

    /** The first lines: when to come back. */
    static ByteString begin() {
        int retry = ThreadLocalRandom.current().nextInt(SOONEST_RETRY, LATEST_RETRY);
        return ByteString.fromString("retry: " + retry + "\n").concat(COMMENT);
    }

    /**
     * An event.
     *
     * @param head lines before the data, each with its end
     * @param document JSON on one line
     */
    static ByteString event(String head, byte[] document) {
        return ByteString.fromString(head + "data: ")
                .concat(ByteString.fromArrayUnsafe(document))
                .concat(ByteString.fromString("\n\n"));
    }

    /** Those who came together do not leave together. */
    static Duration lifetime(StreamSettings settings) {
        long longest = settings.lifetime().toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest - longest / 10, longest + 1));
    }
}
