package io.evently.routes;

import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventView;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Availability as server-sent events: the document at each change, its revision as the id, no history. */
public final class StreamRoute {

    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final ByteString COMMENT = ByteString.fromString(":\n\n");
    private static final long NOTHING_SEEN = -1;
    /** Digits that any revision fits in, and that fit in a long. */
    private static final int LONGEST_ID = 18;

    private static final Pattern REVISION = Pattern.compile("[0-9]{1," + LONGEST_ID + "}");

    /** Clients whose node has ended come back within so many milliseconds, and not at once. */
    private static final int SOONEST_RETRY = 1_000;

    private static final int LATEST_RETRY = 5_000;

    private final Function<UUID, CompletableFuture<EventReply>> read;
    private final StreamSettings settings;
    private final OpenStreams open;
    private final AvailabilityFeeds feeds;
    private final SharedKillSwitch streams = KillSwitches.shared("availability-streams");

    public StreamRoute(Events events, StreamSettings settings, MeterRegistry metrics) {
        this(eventId -> events.get(eventId), (known, listener) -> events.watch(known, listener), settings, metrics);
    }

    /** @param read an event as it is now */
    StreamRoute(
            Function<UUID, CompletableFuture<EventReply>> read,
            AvailabilityFeeds.Ear ear,
            StreamSettings settings,
            MeterRegistry metrics) {
        this.read = read;
        this.settings = settings;
        this.open = new OpenStreams(settings.most(), settings.mostPerAddress());
        this.feeds = new AvailabilityFeeds(ear, open);
        Gauge.builder("evently.streams.open", open, OpenStreams::count)
                .description("Streams of availability that are open on this node")
                .register(metrics);
        Gauge.builder("evently.streams.events", feeds, AvailabilityFeeds::watched)
                .description("Events that these streams watch")
                .register(metrics);
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/events/{id}/stream", Access.PUBLIC, StreamRoute::lastSeen, this::stream)
                .producing("text/event-stream"));
    }

    /** Ends all streams and those still to come: a node that stops has nobody to ask, and clients reconnect elsewhere. */
    public void end() {
        streams.shutdown();
    }

    /** What a browser sends when it reconnects, or, where there is none, what its stand-in sends. */
    private static long lastSeen(Input input) {
        Optional<Long> parameter = revision(input, "lastEventId", input.query().text("lastEventId", 1, LONGEST_ID));
        return revision(input, "Last-Event-ID", input.header("Last-Event-ID"))
                .or(() -> parameter)
                .orElse(NOTHING_SEEN);
    }

    /** A browser sends back what it got, and nothing if it got nothing: whoever sends another id has mixed something up. */
    private static Optional<Long> revision(Input input, String field, Optional<String> id) {
        if (id.isPresent() && !REVISION.matcher(id.get()).matches()) {
            input.refuse(field, "must be the id of an event of this stream, its revision");
            return Optional.empty();
        }
        return id.map(Long::parseLong);
    }

    private CompletionStage<Reply> stream(Call call, long lastSeen) {
        InetAddress address = call.remoteAddress();
        if (open.isFull(address)) {
            return Reply.of(tooManyOfYours()).now();
        }
        if (open.isFull()) {
            return Reply.of(Rejections.busy()).now();
        }
        return read.apply(call.pathId("id"))
                .thenApply(reply -> EventReplies.toRead(
                        reply,
                        event -> Reply.stream(
                                EVENT_STREAM, toBeSent(address, event, lastSeen).via(streams.flow()))));
    }

    private Problem tooManyOfYours() {
        return Problem.of(
                ErrorCode.RATE_LIMITED,
                "At most " + settings.mostPerAddress() + " streams may be open from one address; close one of yours.");
    }

    Source<ByteString, NotUsed> toBeSent(InetAddress address, EventView now, long seen) {
        return Source.single(begin())
                .concat(feeds.watch(address, now, seen))
                .keepAlive(settings.commentEvery(), () -> COMMENT)
                .takeWithin(lifetime());
    }

    private static ByteString begin() {
        int retry = ThreadLocalRandom.current().nextInt(SOONEST_RETRY, LATEST_RETRY);
        return ByteString.fromString("retry: " + retry + "\n").concat(COMMENT);
    }

    /** Those who came together do not leave together. */
    Duration lifetime() {
        long longest = settings.lifetime().toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest - longest / 10, longest + 1));
    }
}
