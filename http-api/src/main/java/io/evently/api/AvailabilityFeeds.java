package io.evently.api;

import io.evently.entity.EventReply;
import io.evently.entity.EventView;
import io.evently.entity.Events;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.BroadcastHub;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The changes of events' availability, coalesced, for whoever watches on this node: one look at the event every {@link
 * #INTERVAL} however many watch it, and none if nobody does. Watchers are bounded.
 */
final class AvailabilityFeeds {

    /** Faster than the eye, and ten looks a second cost nothing. */
    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** An open stream takes about 50 kB of buffers and actors: 500 MB at the most. */
    static final int MOST_WATCHERS = 10_000;
    /** The hub's window; each watcher conflates behind it, so no slow one holds up the others. */
    private static final int HUB_BUFFER = 16;

    private record Feed(Source<EventView, NotUsed> changes, UniqueKillSwitch off, AtomicInteger watchers) {}

    private final ActorSystem<?> system;
    private final Events events;
    private final ConcurrentHashMap<UUID, Feed> feeds = new ConcurrentHashMap<>();
    private final AtomicInteger watchers = new AtomicInteger();

    AvailabilityFeeds(ActorSystem<?> system, Events events) {
        this.system = system;
        this.events = events;
    }

    /**
     * The event now, if it is newer than {@code seen}, and then its changes; empty if too many watch already.
     *
     * @param seen the last revision the watcher knows, or -1
     */
    Optional<Source<EventView, NotUsed>> watch(EventView now, long seen) {
        if (watchers.get() >= MOST_WATCHERS) {
            return Optional.empty();
        }
        // Joined when the answer really starts to flow: what is never read is never counted.
        return Optional.of(Source.fromMaterializer((materializer, attributes) -> join(now))
                .mapMaterializedValue(joined -> NotUsed.getInstance())
                .statefulMap(
                        () -> seen,
                        (last, view) -> Pair.create(
                                Math.max(last, view.revision()),
                                view.revision() > last ? Optional.of(view) : Optional.<EventView>empty()),
                        last -> Optional.empty())
                .filter(Optional::isPresent)
                .map(Optional::get));
    }

    private Source<EventView, NotUsed> join(EventView now) {
        UUID eventId = now.event().id();
        watchers.incrementAndGet();
        Feed feed = feeds.compute(eventId, (id, present) -> {
            Feed joined = present == null ? start(id) : present;
            joined.watchers().incrementAndGet();
            return joined;
        });
        return Source.single(now)
                .concat(feed.changes())
                .conflate((older, newer) -> newer)
                .watchTermination((unused, end) -> {
                    end.whenCompleteAsync((done, failure) -> leave(eventId), Runnable::run);
                    return NotUsed.getInstance();
                });
    }

    private Feed start(UUID eventId) {
        var running = Source.tick(INTERVAL, INTERVAL, eventId)
                .viaMat(KillSwitches.single(), Keep.right())
                .mapAsync(1, events::get)
                .takeWhile(reply -> !(reply instanceof EventReply.Refused))
                .filter(EventReply.EventState.class::isInstance)
                .map(reply -> ((EventReply.EventState) reply).event())
                .toMat(BroadcastHub.of(EventView.class, HUB_BUFFER), Keep.both())
                .run(system);
        return new Feed(running.second(), running.first(), new AtomicInteger());
    }

    private void leave(UUID eventId) {
        watchers.decrementAndGet();
        feeds.computeIfPresent(eventId, (id, feed) -> {
            if (feed.watchers().decrementAndGet() > 0) {
                return feed;
            }
            feed.off().shutdown();
            return null;
        });
    }
}
