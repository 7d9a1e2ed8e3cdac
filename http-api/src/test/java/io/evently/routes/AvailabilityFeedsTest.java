package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventListener;
import io.evently.event.actor.EventView;
import io.evently.event.state.EventSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who may watch, how many, and what they see. */
class AvailabilityFeedsTest {

    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local, evently.cluster.port = 0")
                    .withFallback(ConfigFactory.load()));
    private static final Details DETAILS =
            new Details("Concert", null, "Hall", 9_000_000, 10, 0, 10, WaitlistPolicy.STRICT, 15);
    private static final UUID ID = UUID.randomUUID();
    private static final InetAddress HERE = address("127.0.0.1");
    private static final InetAddress THERE = address("127.0.0.2");

    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger listening = new AtomicInteger();
    private final OpenStreams open = new OpenStreams(4, 3);
    private final AvailabilityFeeds feeds = new AvailabilityFeeds(
            (known, listener) -> {
                listening.incrementAndGet();
                listeners.add(listener);
                return listening::decrementAndGet;
            },
            open);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void anEventIsListenedToOnceHoweverManyWatchAndNotAtAllIfNobodyDoes() {
        SinkQueueWithCancel<ByteString> one = run(HERE, 1, -1);
        SinkQueueWithCancel<ByteString> other = run(HERE, 1, -1);
        assertThat(next(one)).startsWith("id: 1\ndata: {").endsWith("}\n\n");
        assertThat(next(other)).startsWith("id: 1\n");
        assertThat(listening).hasValue(1);

        listeners.get(0).sees(view(2));
        assertThat(next(one)).startsWith("id: 2\n");
        assertThat(next(other)).startsWith("id: 2\n");

        one.cancel();
        other.cancel();
        Eventually.until(() -> listening.get() == 0 && open.count() == 0);
        assertThat(feeds.watched()).isZero();
    }

    @Test
    void whoReadsSlowlySkipsToTheLatestAndNothingIsToldTwice() {
        SinkQueueWithCancel<ByteString> slow = run(HERE, 7, 7);
        Eventually.until(() -> listening.get() == 1);
        for (long revision : new long[] {7, 6, 7, 8, 9, 10, 11, 11}) {
            listeners.get(0).sees(view(revision));
        }
        List<String> seen = new ArrayList<>();
        do {
            seen.add(next(slow).lines().findFirst().orElseThrow());
        } while (!seen.get(seen.size() - 1).equals("id: 11"));
        assertThat(seen).doesNotHaveDuplicates().doesNotContain("id: 6", "id: 7");
        slow.cancel();
    }

    @Test
    void whoComesLaterSeesWhatWasToldMeanwhile() {
        SinkQueueWithCancel<ByteString> first = run(HERE, 1, -1);
        next(first);
        listeners.get(0).sees(view(5));

        SinkQueueWithCancel<ByteString> later = run(HERE, 3, -1);
        assertThat(next(later)).startsWith("id: 5\n");
        first.cancel();
        later.cancel();
    }

    @Test
    void oneAddressAndAllTogetherHaveABound() {
        List<SinkQueueWithCancel<ByteString>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(run(HERE, 1, -1));
        }
        Eventually.until(() -> open.isFull(HERE));
        assertThat(open.isFull(THERE)).as("for him alone").isFalse();
        assertThat(Eventually.answer(run(HERE, 1, -1).pull())).isEmpty();

        running.add(run(THERE, 1, -1));
        Eventually.until(open::isFull);
        assertThat(Eventually.answer(run(THERE, 1, -1).pull())).isEmpty();

        running.forEach(SinkQueueWithCancel::cancel);
        Eventually.until(() -> open.count() == 0);
        assertThat(open.isFull(HERE)).isFalse();
        SinkQueueWithCancel<ByteString> again = run(HERE, 1, -1);
        next(again);
        again.cancel();
    }

    @Test
    void aStreamEndsWithItsEvent() {
        SinkQueueWithCancel<ByteString> stream = run(HERE, 1, -1);
        next(stream);
        listeners.get(0).ended();
        assertThat(Eventually.answer(stream.pull())).isEmpty();
    }

    /** security 11: nobody holds a place for ever, and those who came together do not come back together. */
    @Test
    void aStreamEndsWhenItsTimeIsUp() {
        Duration lifetime = Duration.ofMillis(400);
        var route = new StreamRoute(
                id -> new CompletableFuture<>(),
                (known, listener) -> () -> {},
                new StreamSettings(Duration.ofMinutes(1), lifetime, 100, 100, 100),
                new SimpleMeterRegistry());
        long begun = System.nanoTime();
        List<CompletionStage<Long>> ends = Stream.generate(() -> route.toBeSent(HERE, view(1), -1)
                        .runWith(Sink.ignore(), KIT.system())
                        .thenApply(done -> System.nanoTime() - begun))
                .limit(20)
                .toList();
        List<Long> lasted = ends.stream().map(Eventually::answer).toList();
        assertThat(lasted).allMatch(nanos -> nanos >= lifetime.toNanos() * 9 / 10);
        assertThat(Stream.generate(route::lifetime).limit(100).distinct())
                .hasSizeGreaterThan(1)
                .allMatch(each -> each.compareTo(lifetime) <= 0 && each.compareTo(lifetime.dividedBy(2)) > 0);
    }

    private SinkQueueWithCancel<ByteString> run(InetAddress address, long revision, long seen) {
        Source<ByteString, NotUsed> source = feeds.watch(address, view(revision), seen);
        return source.runWith(Sink.queue(), KIT.system());
    }

    private static String next(SinkQueueWithCancel<ByteString> stream) {
        return Eventually.answer(stream.pull()).orElseThrow().utf8String();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static EventView view(long revision) {
        EventSummary head = new EventSummary(
                ID, DETAILS, 100, 4990, 4990, null, 0, EventStatus.ACTIVE, 1, false, true, ID, 1, 2, 0, revision, 4);
        return new EventView(head, new SeatCounts(100, 1, 2, 0, 4990), 0, Long.MAX_VALUE);
    }
}
