package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.actor;
import static io.evently.event.actor.TestEvents.book;
import static io.evently.event.actor.TestEvents.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Ring 2: what becomes of an event is told on every node that watches it, also when the event moves. */
class WatchingTest {

    private static final class Heard implements EventListener {
        private final AtomicLong revision = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();

        @Override
        public void sees(EventView event) {
            revision.set(event.revision());
        }

        @Override
        public void ended() {
            ended.set(true);
        }

        void awaits(EventView event) {
            Eventually.await(() -> revision.get() >= event.revision());
        }
    }

    @Test
    void changesAreToldOnAllNodesAndWhereverTheEventGoes() {
        List<String> urls = TestNode.databases("watching");
        try (TestNode first = TestNode.first(urls);
                TestNode second = TestNode.join(urls, first)) {
            List<UUID> events = Stream.generate(() -> TestEvents.create(first, 100))
                    .limit(16)
                    .toList();
            // Some live here, some there: shards move to the second node in steps.
            Eventually.await(() -> {
                events.forEach(event -> view(first, event));
                return second.hosted() >= 2 && first.hosted() >= 2;
            });
            List<Heard> heard = new ArrayList<>();
            for (TestNode node : List.of(first, second)) {
                for (UUID event : events) {
                    Heard one = new Heard();
                    Runnable unused = node.events().watch(view(node, event), one);
                    heard.add(one);
                }
            }
            for (int i = 0; i < events.size(); i++) {
                book(first, events.get(i), 1);
                EventView now = view(first, events.get(i));
                heard.get(i).awaits(now);
                heard.get(events.size() + i).awaits(now);
            }

            second.leave();

            for (int i = 0; i < events.size(); i++) {
                book(first, events.get(i), 1);
                heard.get(i).awaits(view(first, events.get(i)));
            }
        }
    }

    /** security 11: told, and not asked for again and again. */
    @Test
    void whoAskedOnceIsToldOfChanges() {
        try (TestNode node = TestNode.start(TestNode.databases("watching_told"))) {
            UUID event = TestEvents.create(node, 10);
            Set<Integer> told = ConcurrentHashMap.newKeySet();
            ActorRef<EventReply> asker = node.system()
                    .systemActorOf(
                            Behaviors.receiveMessage(reply -> {
                                told.add(((EventReply.EventState) reply)
                                        .event()
                                        .seats()
                                        .confirmed());
                                return Behaviors.same();
                            }),
                            "asker",
                            Props.empty());
            long lease = Eventually.PATIENCE.toMillis();
            actor(node, event)
                    .tell(new EventMessage.GetEvent(asker, node.events().now() + 1_000 * lease, lease));
            Eventually.await(() -> told.contains(0));

            book(node, event, 1);
            Eventually.await(() -> told.contains(1));
            book(node, event, 1);
            Eventually.await(() -> told.contains(2));
        }
    }

    @Test
    void itEndsWithTheEvent() {
        try (TestNode node = TestNode.start(TestNode.databases("watching_one"))) {
            UUID event = TestEvents.create(node, 10);
            Heard heard = new Heard();
            Heard left = new Heard();
            Runnable unused = node.events().watch(view(node, event), heard);
            Runnable stop = node.events().watch(view(node, event), left);
            heard.awaits(view(node, event));
            left.awaits(view(node, event));
            stop.run();

            TestEvents.await(node.events().ask(event, new EventCommand.DeleteEvent(IfMatch.ANY, TestEvents.ADMIN)));

            Eventually.await(heard.ended::get);
            assertThat(left.ended).isFalse();
        }
    }
}
