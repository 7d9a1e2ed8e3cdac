package io.evently.loadtest.scenario.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Tokens;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A thread that is one customer after another: books, holds and confirms, thinks better of it, waits in queues, looks.
 * When a request got no answer or the server is busy, it asks another node the same a little later, as a well-behaved
 * program does.
 */
final class RandomCustomer {

    private static final int MOST_SEATS = 4;

    /** In a queue at a time: more than it can look after would only let their promotions run out. */
    private static final int MOST_WAITING = 12;

    /** Whose bookings are remembered, to be read and cancelled. */
    private static final int MOST_OWNED = 60;

    private static final int MOST_REPEATS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private interface OfEvent {
        UUID eventId();
    }

    private record Owned(UUID eventId, Buyer buyer, UUID booking) implements OfEvent {}

    /** The entry is null when nobody told of it. */
    private record Waiting(UUID eventId, Buyer buyer, UUID entry) implements OfEvent {}

    private record Repeat(Request request, Consumer<Answer> then, int times, int lastNode, long due) {}

    private final String name;
    private final Random random;
    private final EventsOnSale events;
    private final Tokens tokens;
    private final NodeConnections desk;

    private final PriorityQueue<Repeat> repeats = new PriorityQueue<>(Comparator.comparingLong(Repeat::due));
    private final List<Owned> owned = new ArrayList<>();
    private final List<Owned> held = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    /** What was left to run out; only the latest may still be open when the sale ends. */
    private final Deque<Owned> forgottenHolds = new ArrayDeque<>();

    private final Deque<Waiting> forgottenPlaces = new ArrayDeque<>();
    private int keys;

    /**
     * @param name begins each idempotency key; no other has it
     */
    RandomCustomer(String name, long seed, EventsOnSale events, Tokens tokens, NodeConnections desk) {
        this.name = name;
        this.random = new Random(seed);
        this.events = events;
        this.tokens = tokens;
        this.desk = desk;
    }

    /** One request, or two: a repeat that is due, or whatever comes to mind. */
    void act() {
        if (!repeats.isEmpty() && repeats.peek().due() - System.nanoTime() <= 0) {
            again(repeats.poll());
            return;
        }
        int mind = random.nextInt(100);
        if (mind < 34) {
            book();
        } else if (mind < 44) {
            settleHold();
        } else if (mind < 54) {
            cancel();
        } else if (mind < 60) {
            join();
        } else if (mind < 78) {
            lookAfterQueue();
        } else if (mind < 87) {
            ask(Request.availability(anyEvent()), heard -> {});
        } else if (mind < 95) {
            read(true);
        } else {
            read(false);
        }
    }

    private void book() {
        boolean hold = random.nextInt(4) == 0;
        // A hold nobody knows of could not be let go at the end.
        boolean keyed = hold || random.nextInt(5) > 0;
        Buyer buyer = Buyer.someone(tokens);
        UUID eventId = anyEvent();
        String key = keyed ? name + "-" + keys++ : null;
        ask(Request.book(eventId, buyer, key, 1 + random.nextInt(MOST_SEATS), hold), heard -> {
            if (heard.ok()) {
                remember(hold ? held : owned, new Owned(eventId, buyer, id(heard)));
            }
        });
    }

    private void settleHold() {
        Owned mine = takeSomeAwake(held);
        if (mine == null) {
            book();
            return;
        }
        int mind = random.nextInt(10);
        if (mind < 6) {
            ask(Request.of(Kind.CONFIRM, mine.eventId(), mine.buyer(), mine.booking()), heard -> {
                if (heard.ok()) {
                    remember(owned, mine);
                }
            });
        } else if (mind < 9) {
            ask(Request.of(Kind.CANCEL, mine.eventId(), mine.buyer(), mine.booking()), heard -> {});
        } else {
            forget(forgottenHolds, mine);
        }
    }

    /** Where people wait, rather: a seat that is given back there is promised to somebody. */
    private void cancel() {
        List<Owned> ofSmall = owned.stream()
                .filter(each -> events.isSmall(each.eventId()) && isAwake(each))
                .toList();
        if (ofSmall.isEmpty()) {
            join();
            return;
        }
        Owned mine = ofSmall.get(random.nextInt(ofSmall.size()));
        owned.remove(mine);
        ask(Request.of(Kind.CANCEL, mine.eventId(), mine.buyer(), mine.booking()), heard -> {});
    }

    private void join() {
        if (waiting.size() >= MOST_WAITING) {
            lookAfterQueue();
            return;
        }
        UUID eventId = anySmall();
        Buyer buyer = Buyer.someone(tokens);
        ask(Request.join(eventId, buyer, 1 + random.nextInt(MOST_SEATS)), heard -> {
            if (heard.ok()) {
                waiting.add(new Waiting(eventId, buyer, id(heard)));
            } else if (heard.unknown()
                    || Refusal.ALREADY_WAITING.equals(heard.operation().code())) {
                // A request without an answer did it, perhaps.
                waiting.add(new Waiting(eventId, buyer, null));
            }
        });
    }

    private void lookAfterQueue() {
        Waiting mine = takeSomeAwake(waiting);
        if (mine == null) {
            ask(Request.availability(anySmall()), heard -> {});
            return;
        }
        Optional<JsonNode> promotion = promotion(mine, random.nextInt(desk.nodes()));
        if (promotion.isPresent()) {
            answer(mine, promotion.get());
        } else if (random.nextInt(12) == 0) {
            leave(mine);
        } else {
            waiting.add(mine);
        }
    }

    private void answer(Waiting mine, JsonNode promotion) {
        UUID id = Json.uuid(promotion, "id");
        int mind = random.nextInt(20);
        if (!isOpen(promotion)) {
            return;
        }
        if (mind < 13) {
            ask(Request.of(Kind.CLAIM, mine.eventId(), mine.buyer(), id), heard -> {
                if (heard.ok()) {
                    remember(owned, new Owned(mine.eventId(), mine.buyer(), id(heard)));
                }
            });
        } else if (mind < 17) {
            ask(Request.of(Kind.DECLINE, mine.eventId(), mine.buyer(), id), heard -> {});
        } else if (mind < 19) {
            leave(mine);
        } else {
            forget(forgottenPlaces, mine);
        }
    }

    private void leave(Waiting mine) {
        Optional<UUID> entry = Optional.ofNullable(mine.entry())
                .or(() -> desk.place(mine.eventId(), mine.buyer(), random.nextInt(desk.nodes()))
                        .map(place -> Json.uuid(place, "id")));
        entry.ifPresent(id -> ask(Request.of(Kind.LEAVE, mine.eventId(), mine.buyer(), id), heard -> {}));
    }

    /** Of their entry: they have no other. */
    private Optional<JsonNode> promotion(Waiting mine, int node) {
        return desk.promotions(mine.eventId(), mine.buyer(), node)
                .filter(items -> !items.isEmpty())
                .map(items -> items.get(0));
    }

    private static boolean isOpen(JsonNode promotion) {
        return Json.text(promotion, "status").equals("pending");
    }

    private void read(boolean own) {
        List<Owned> awake = owned.stream().filter(this::isAwake).toList();
        if (awake.isEmpty()) {
            book();
            return;
        }
        Owned some = awake.get(random.nextInt(awake.size()));
        ask(
                own
                        ? Request.of(Kind.READ_BOOKING, some.eventId(), some.buyer(), some.booking())
                        : Request.of(
                                Kind.READ_STRANGERS_BOOKING, some.eventId(), Buyer.someone(tokens), some.booking()),
                heard -> {});
    }

    /** Asks any node, and the next one when nobody is there. */
    private void ask(Request request, Consumer<Answer> then) {
        ask(request, then, 0, random.nextInt(desk.nodes()));
    }

    private void again(Repeat repeat) {
        ask(repeat.request(), repeat.then(), repeat.times(), (repeat.lastNode() + 1) % desk.nodes());
    }

    private void ask(Request request, Consumer<Answer> then, int times, int node) {
        for (int tried = 0; tried < desk.nodes(); tried++) {
            Optional<Answer> heard = desk.ask(request, (node + tried) % desk.nodes());
            if (heard.isPresent()) {
                hear(request, then, times, heard.get());
                return;
            }
        }
        // Nobody is there: nothing was asked, so nothing is in doubt.
    }

    private void hear(Request request, Consumer<Answer> then, int times, Answer heard) {
        boolean inVain = heard.unknown() || heard.busy();
        if (inVain && request.mayBeRepeated() && times < MOST_REPEATS) {
            Duration pause = heard.retryAfter() == null ? FIRST_PAUSE : heard.retryAfter();
            Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            long due = System.nanoTime() + bounded.toNanos();
            repeats.add(new Repeat(request, then, times + 1, heard.operation().node(), due));
        } else {
            then.accept(heard);
        }
    }

    /**
     * What can be settled is: repeats that were due later, holds nobody confirmed, places in queues.
     *
     * @param end {@link System#nanoTime()} from which on nothing more is asked: some events may never answer
     */
    void windUp(long end) {
        repeatAll(end);
        held.addAll(forgottenHolds);
        held.stream()
                .takeWhile(mine -> System.nanoTime() - end < 0)
                .forEach(mine ->
                        ask(Request.of(Kind.CANCEL, mine.eventId(), mine.buyer(), mine.booking()), heard -> {}));
        waiting.addAll(forgottenPlaces);
        List.copyOf(waiting).stream()
                .takeWhile(mine -> System.nanoTime() - end < 0)
                .forEach(this::leave);
        repeatAll(end);
    }

    private void repeatAll(long end) {
        while (!repeats.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(repeats.peek().due() - System.nanoTime());
            again(repeats.poll());
        }
    }

    private static <T> void forget(Deque<T> some, T mine) {
        some.add(mine);
        if (some.size() > MOST_OWNED) {
            some.remove();
        }
    }

    private void remember(List<Owned> some, Owned mine) {
        some.add(mine);
        if (some.size() > MOST_OWNED) {
            takeSome(some);
        }
    }

    private <T> T takeSome(List<T> list) {
        int at = random.nextInt(list.size());
        T taken = list.get(at);
        list.set(at, list.get(list.size() - 1));
        list.remove(list.size() - 1);
        return taken;
    }

    /** Nothing if all of these are about events at rest. */
    private <T extends OfEvent> T takeSomeAwake(List<T> list) {
        List<T> awake = list.stream().filter(this::isAwake).toList();
        if (awake.isEmpty()) {
            return null;
        }
        T taken = awake.get(random.nextInt(awake.size()));
        list.remove(taken);
        return taken;
    }

    private boolean isAwake(OfEvent some) {
        return !events.resting().isAtRest(some.eventId());
    }

    /** Those that rest most of the time are asked as often as others, all at once. */
    private UUID anyEvent() {
        UUID resting = some(events.resting().large());
        if (random.nextInt(4) == 0 && !events.resting().isAtRest(resting)) {
            return resting;
        }
        return random.nextInt(5) < 2 ? some(events.large()) : anySmall();
    }

    private UUID anySmall() {
        UUID resting = some(events.resting().small());
        return random.nextInt(3) == 0 && !events.resting().isAtRest(resting) ? resting : some(events.small());
    }

    private UUID some(List<UUID> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static UUID id(Answer heard) {
        Operation operation = heard.operation();
        return Json.uuid(operation.body(), "id");
    }
}
