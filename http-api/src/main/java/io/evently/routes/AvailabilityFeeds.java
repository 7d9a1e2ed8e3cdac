package io.evently.routes;

import io.evently.event.actor.EventListener;
import io.evently.event.actor.EventView;
import io.evently.http.answer.JsonWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;

/**
 * The changes of events' availability for whoever watches on this node: an event is listened to once however many do, and
 * not at all if nobody does; each document is written once. Who reads slowly skips documents, and holds nobody up.
 */
final class AvailabilityFeeds {

    /** Listens to an event that was read a moment ago, until the answer is run. */
    interface Ear extends BiFunction<EventView, EventListener, Runnable> {}

    /** A document as it is sent. */
    record Told(long revision, ByteString bytes) {

        static Told of(EventView view) {
            byte[] document = JsonWriter.toBytes(json -> EventDocument.availability(json, view));
            return new Told(view.revision(), ServerSentEvents.event("id: " + view.revision() + "\n", document));
        }
    }

    /** Those who watch one event. */
    private static final class Feed implements EventListener {
        private final Set<SourceQueueWithComplete<Told>> watchers = ConcurrentHashMap.newKeySet();
        private volatile Told latest;
        private Runnable end = () -> {};

        @Override
        public void sees(EventView event) {
            Told before = latest;
            // Every few seconds it is what was told before.
            if (before == null || event.revision() > before.revision()) {
                Told told = Told.of(event);
                latest = told;
                watchers.forEach(watcher -> offer(watcher, told));
            }
        }

        @Override
        public void ended() {
            watchers.forEach(SourceQueueWithComplete::complete);
        }
    }

    private final Ear ear;
    private final OpenStreams open;
    private final ConcurrentHashMap<UUID, Feed> feeds = new ConcurrentHashMap<>();

    AvailabilityFeeds(Ear ear, OpenStreams open) {
        this.ear = ear;
        this.open = open;
    }

    /**
     * The event now, if it is newer than {@code seen}, and then its changes; what is never read is never counted.
     *
     * @param seen the last revision the watcher knows, or -1
     */
    Source<ByteString, NotUsed> watch(InetAddress address, EventView now, long seen) {
        return Source.<Told>queue(1, OverflowStrategy.dropHead())
                .watchTermination((watcher, end) -> {
                    join(address, now, watcher, end);
                    return NotUsed.getInstance();
                })
                .statefulMap(
                        () -> seen,
                        (last, told) -> Pair.create(
                                Math.max(last, told.revision()),
                                told.revision() > last ? Optional.of(told.bytes()) : Optional.<ByteString>empty()),
                        last -> Optional.empty())
                .filter(Optional::isPresent)
                .map(Optional::get);
    }

    int watched() {
        return feeds.size();
    }

    private void join(
            InetAddress address, EventView now, SourceQueueWithComplete<Told> watcher, CompletionStage<Done> end) {
        if (!open.enter(address)) {
            // Others came first since it was allowed.
            watcher.complete();
            return;
        }
        UUID eventId = now.event().id();
        Feed feed = feeds.compute(eventId, (id, present) -> {
            Feed joined = present == null ? new Feed() : present;
            joined.watchers.add(watcher);
            if (present == null) {
                joined.end = ear.apply(now, joined);
            }
            return joined;
        });
        // After it was added: what is told from now on, it is told, too.
        Told latest = feed.latest;
        offer(watcher, latest == null || latest.revision() < now.revision() ? Told.of(now) : latest);
        end.whenCompleteAsync(
                (done, failure) -> {
                    open.leave(address);
                    leave(eventId, watcher);
                },
                Runnable::run);
    }

    private void leave(UUID eventId, SourceQueueWithComplete<Told> watcher) {
        feeds.computeIfPresent(eventId, (id, feed) -> {
            feed.watchers.remove(watcher);
            if (!feed.watchers.isEmpty()) {
                return feed;
            }
            feed.end.run();
            return null;
        });
    }

    /** The one that is not read yet gives way to it. */
    private static void offer(SourceQueueWithComplete<Told> watcher, Told told) {
        CompletionStage<QueueOfferResult> unused = watcher.offer(told);
    }
}
