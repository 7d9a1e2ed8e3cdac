package io.evently.api;

import io.evently.entity.EventView;
import io.evently.entity.Events;
import io.evently.http.Access;
import io.evently.http.Call;
import io.evently.http.Endpoint;
import io.evently.http.Input;
import io.evently.http.JsonWriter;
import io.evently.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
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

    private final Events events;
    private final AvailabilityFeeds feeds;
    private final Duration commentEvery;
    private final SharedKillSwitch streams = KillSwitches.shared("availability-streams");

    /** @param commentEvery so often a quiet stream shows that it is alive */
    public StreamRoute(ActorSystem<?> system, Events events, Duration commentEvery) {
        this.events = events;
        this.commentEvery = commentEvery;
        this.feeds = new AvailabilityFeeds(system, events);
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/events/{id}/stream", Access.PUBLIC, StreamRoute::lastSeen, this::stream)
                .producing("text/event-stream"));
    }

    /** Ends all streams and those still to come: a node that stops has nobody to ask, and clients reconnect elsewhere. */
    public void end() {
        streams.shutdown();
    }

    /** What a browser sends when it reconnects; what is no revision of ours is as good as nothing. */
    private static long lastSeen(Input input) {
        return input.header("last-event-id")
                .filter(id -> id.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(NOTHING_SEEN);
    }

    private CompletionStage<Reply> stream(Call call, long lastSeen) {
        return events.get(call.pathId("id"))
                .thenApply(reply -> Answers.toRead(reply, event -> feeds.watch(event, lastSeen)
                        .map(changes ->
                                Reply.stream(EVENT_STREAM, encoded(changes).via(streams.flow())))
                        .orElseGet(() -> Reply.of(Rejections.busy()))));
    }

    private Source<ByteString, NotUsed> encoded(Source<EventView, NotUsed> changes) {
        return Source.single(COMMENT).concat(changes.map(StreamRoute::event)).keepAlive(commentEvery, () -> COMMENT);
    }

    private static ByteString event(EventView view) {
        byte[] document = JsonWriter.toBytes(json -> EventJson.availability(json, view));
        return ByteString.fromString("id: " + view.revision() + "\ndata: ")
                .concat(ByteString.fromArrayUnsafe(document))
                .concat(ByteString.fromString("\n\n", StandardCharsets.US_ASCII));
    }
}
