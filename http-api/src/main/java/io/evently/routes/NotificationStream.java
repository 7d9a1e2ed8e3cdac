package io.evently.routes;

import io.evently.event.Micros;
import io.evently.http.access.Access;
import io.evently.http.access.Session;
import io.evently.http.access.Tokens;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.message.InboxFeeds;
import io.evently.tables.message.NotificationRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * What comes into somebody's inbox as server-sent events: each message once, its number as the id. A reader that is too slow
 * is cut off and goes on where it was. Ends when its token does.
 */
public final class NotificationStream {

    /** More than whoever was away is told at once: some 200 kB for one that reads nothing. */
    private static final int BUFFER = 256;

    private static final byte[] THE_LIST = JsonWriter.toBytes(json -> json.text("list", "/v1/notifications"));

    private final InboxFeeds feeds;
    private final Tokens tokens;
    private final OpenStreams open;
    private final UserCounts ofUsers;
    private final StreamSettings settings;
    private final SharedKillSwitch streams = KillSwitches.shared("notification-streams");
    private final AtomicInteger opened = new AtomicInteger();
    private final Counter delivered;
    private final Counter resumed;
    private final Timer lag;

    /** @param open of all kinds, on this node and from each address */
    NotificationStream(
            InboxFeeds feeds, Tokens tokens, OpenStreams open, StreamSettings settings, MeterRegistry metrics) {
        this.feeds = feeds;
        this.tokens = tokens;
        this.open = open;
        this.ofUsers = new UserCounts(settings.mostPerUser());
        this.settings = settings;
        Gauge.builder("evently.notifications.streams", opened, AtomicInteger::get)
                .description("Streams of notifications that are open on this node")
                .register(metrics);
        this.delivered = Counter.builder("evently.notifications.streamed")
                .description("Messages that went to streams")
                .register(metrics);
        this.resumed = Counter.builder("evently.notifications.resumed")
                .description("Streams of notifications that went on where one before had ended")
                .register(metrics);
        this.lag = Timer.builder("evently.notifications.lag")
                .description("From the fact that a message tells of to the stream")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(metrics);
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/notifications/stream", Access.USER, ServerSentEvents::lastSeen, this::stream)
                .producing("text/event-stream"));
    }

    /** Ends all streams and those still to come. */
    void end() {
        streams.shutdown();
    }

    CompletionStage<Reply> stream(Call call, long lastSeen) {
        InetAddress address = call.remoteAddress();
        UUID userId = call.principal().userId();
        if (open.isFull(address)) {
            return Reply.of(StreamRoute.tooManyFrom(settings)).now();
        }
        if (ofUsers.isFull(userId)) {
            return Reply.of(tooManyOfYours()).now();
        }
        if (open.isFull()) {
            return Reply.of(Rejections.busy()).now();
        }
        boolean resumes = lastSeen != ServerSentEvents.NOTHING_SEEN;
        CompletableFuture<Long> after = resumes ? CompletableFuture.completedFuture(lastSeen) : feeds.head(userId);
        return TableAnswers.answer(after, from -> {
            if (resumes) {
                resumed.increment();
            }
            Source<ByteString, NotUsed> events = toBeSent(address, userId, from, call.header("authorization"));
            return Reply.stream(ServerSentEvents.TYPE, events.via(streams.flow()));
        });
    }

    private Problem tooManyOfYours() {
        return Problem.of(
                ErrorCode.RATE_LIMITED,
                "At most " + settings.mostPerUser() + " streams of your notifications may be open; close one.");
    }

    private Source<ByteString, NotUsed> toBeSent(
            InetAddress address, UUID userId, long after, Optional<String> authorization) {
        return Source.single(ServerSentEvents.begin())
                .concat(messages(address, userId, after))
                .keepAlive(settings.commentEvery(), () -> ServerSentEvents.COMMENT)
                // A quiet stream looks with each comment.
                .takeWhile(piece -> tokens.session(authorization).isPresent())
                .takeWithin(lifetime(authorization));
    }

    /** No longer than the token. */
    private Duration lifetime(Optional<String> authorization) {
        Duration usual = ServerSentEvents.lifetime(settings);
        Duration left = tokens.session(authorization)
                .map(Session::expiresAt)
                .map(expiresAt -> Duration.between(Instant.now(), Micros.toInstant(expiresAt)))
                .orElse(Duration.ZERO);
        Duration least = left.isNegative() ? Duration.ZERO : left;
        return least.compareTo(usual) < 0 ? least : usual;
    }

    private Source<ByteString, NotUsed> messages(InetAddress address, UUID userId, long after) {
        return Source.<ByteString>queue(BUFFER).watchTermination((queue, end) -> {
            listen(address, userId, after, queue, end);
            return NotUsed.getInstance();
        });
    }

    private void listen(
            InetAddress address,
            UUID userId,
            long after,
            BoundedSourceQueue<ByteString> queue,
            CompletionStage<Done> end) {
        if (!open.enter(address)) {
            // Others came first since it was allowed.
            complete(queue);
            return;
        }
        if (!ofUsers.enter(userId)) {
            open.leave(address);
            complete(queue);
            return;
        }
        opened.incrementAndGet();
        Runnable leave = feeds.listen(userId, after, new Reader(queue));
        end.whenCompleteAsync(
                (done, failure) -> {
                    leave.run();
                    opened.decrementAndGet();
                    ofUsers.leave(userId);
                    open.leave(address);
                },
                Runnable::run);
    }

    /** What it holds is still sent; nothing more is taken. A queue that has ended refuses to end again. */
    private static void complete(BoundedSourceQueue<ByteString> queue) {
        try {
            queue.complete();
        } catch (IllegalStateException itHasEnded) {
            // That is what was wanted.
        }
    }

    /** One stream. */
    private final class Reader implements InboxFeeds.Listener {

        private final BoundedSourceQueue<ByteString> queue;

        Reader(BoundedSourceQueue<ByteString> queue) {
            this.queue = queue;
        }

        @Override
        public void missed(List<NotificationRow> missed, boolean leftOut) {
            boolean all = !leftOut || take(ServerSentEvents.event("event: more\n", THE_LIST));
            for (NotificationRow message : missed) {
                all = all && takeMessage(message);
            }
        }

        @Override
        public boolean hears(NotificationRow message) {
            boolean taken = takeMessage(message);
            if (taken) {
                lag.record(Math.max(0, Micros.of(Instant.now()) - message.createdAt()), TimeUnit.MICROSECONDS);
            }
            return taken;
        }

        private boolean takeMessage(NotificationRow message) {
            String head = "id: " + message.streamNo() + "\nevent: notification\n";
            boolean taken = take(ServerSentEvents.event(head, JsonWriter.toBytes(NotificationDocument.of(message))));
            if (taken) {
                delivered.increment();
            }
            return taken;
        }

        /** Ends the stream if its client is too slow: what it has not taken it gets when it comes back. */
        private boolean take(ByteString event) {
            boolean taken = queue.offer(event).isEnqueued();
            if (!taken) {
                complete(queue);
            }
            return taken;
        }
    }
}
