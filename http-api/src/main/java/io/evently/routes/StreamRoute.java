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
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Availability as server-sent events: the document at each change, its revision as the id, no history. */
public final class StreamRoute {

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
                .description("Streams that are open on this node")
                .register(metrics);
        Gauge.builder("evently.streams.events", feeds, AvailabilityFeeds::watched)
                .description("Events that these streams watch")
                .register(metrics);
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/events/{id}/stream", Access.PUBLIC, ServerSentEvents::lastSeen, this::stream)
                .producing("text/event-stream"));
    }

    /** Ends all streams and those still to come: a node that stops has nobody to ask, and clients reconnect elsewhere. */
    public void end() {
        streams.shutdown();
    }

    private CompletionStage<Reply> stream(Call call, long lastSeen) {
        InetAddress address = call.remoteAddress();
        if (open.isFull(address)) {
            return Reply.of(tooManyFrom(settings)).now();
        }
        if (open.isFull()) {
            return Reply.of(Rejections.busy()).now();
        }
        return read.apply(call.pathId("id"))
                .thenApply(reply -> EventReplies.toRead(
                        reply,
                        event -> Reply.stream(
                                ServerSentEvents.TYPE,
                                toBeSent(address, event, lastSeen).via(streams.flow()))));
    }

    /** What whoever has as many as one address may have is told. */
    static Problem tooManyFrom(StreamSettings settings) {
        return Problem.of(
                ErrorCode.RATE_LIMITED,
                "At most " + settings.mostPerAddress() + " streams may be open from one address; close one of yours.");
    }

    Source<ByteString, NotUsed> toBeSent(InetAddress address, EventView now, long seen) {
        return Source.single(ServerSentEvents.begin())
                .concat(feeds.watch(address, now, seen))
                .keepAlive(settings.commentEvery(), () -> ServerSentEvents.COMMENT)
                .takeWithin(lifetime());
    }

    /** Those who came together do not leave together. */
    Duration lifetime() {
        return ServerSentEvents.lifetime(settings);
    }

    /** What is open on this node: streams of all kinds count together. */
    OpenStreams open() {
        return open;
    }
}
