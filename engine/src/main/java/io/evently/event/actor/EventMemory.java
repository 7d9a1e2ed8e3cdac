package io.evently.event.actor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the events alive on this node take, in bytes, against a budget. Past it, those that were not used for longest are
 * asked to stop; commands and reads from memory are use alike, so nobody keeps an event here by watching it. Thread-safe.
 */
final class EventMemory {

    /** An event lives for so long before it is asked to stop, so that it does some work for the cost of reading it. */
    private static final long SHORTEST_LIFE = TimeUnit.SECONDS.toNanos(1);

    /** An event that was asked to stop and has not by then counts as one that stays; it is asked again. */
    private static final long TIME_TO_STOP = TimeUnit.SECONDS.toNanos(10);

    /** Between two looks at all events for those to be stopped, while they grow. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    /** An event alive. Only its actor changes its bytes. */
    private static final class Resident {
        private final ActorRef<EventMessage> actor;
        private final long since;
        private volatile long bytes;
        private volatile long used;
        /** When it was asked to stop; 0: it was not. Guarded by the memory's lock. */
        private long leavingSince;

        Resident(ActorRef<EventMessage> actor, long now) {
            this.actor = actor;
            this.since = now;
            this.used = now;
        }
    }

    /** Told what makes room, or needs it no longer. */
    interface Listener {

        /** The event is read, or cannot be read, or has stopped: it needs no more than it says it takes. */
        void settled(UUID eventId);
    }

    private final long budget;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<UUID, Resident> residents = new ConcurrentHashMap<>();
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong lastLook;
    private volatile Listener listener = eventId -> {};

    /** @param budget bytes all events alive may take */
    EventMemory(long budget, LongSupplier nanos, MeterRegistry metrics) {
        this.budget = budget;
        this.nanos = nanos;
        this.lastLook = new AtomicLong(nanos.getAsLong() - LOOK);
        Gauge.builder("evently.events.live.bytes", live, AtomicLong::get)
                .description("What the events alive on this node are estimated to take")
                .register(metrics);
        Gauge.builder("evently.events.live.budget.bytes", () -> budget)
                .description("What the events alive on this node may take")
                .register(metrics);
    }

    void listener(Listener next) {
        listener = next;
    }

    long budget() {
        return budget;
    }

    /** Bytes of all events alive, those included that were asked to stop. */
    long live() {
        return live.get();
    }

    /** The event is alive and takes so many bytes. Said by its actor, when it is read and after each commit. */
    void holds(UUID eventId, long bytes, ActorRef<EventMessage> actor) {
        long now = nanos.getAsLong();
        Resident resident = residents.get(eventId);
        boolean isNew = resident == null || !resident.actor.equals(actor);
        if (isNew) {
            resident = new Resident(actor, now);
            Resident before = residents.put(eventId, resident);
            live.addAndGet(before == null ? 0 : -before.bytes);
        }
        live.addAndGet(bytes - resident.bytes);
        resident.bytes = bytes;
        resident.used = now;
        if (isNew) {
            listener.settled(eventId);
        }
        if (live.get() > budget) {
            shrink(now);
        }
    }

    /** The event was asked something, or read from memory. */
    void used(UUID eventId) {
        Resident resident = residents.get(eventId);
        if (resident != null) {
            resident.used = nanos.getAsLong();
        }
    }

    /** The event's actor could not read its journal; it will try again, and meanwhile takes next to nothing. */
    void unreadable(UUID eventId) {
        listener.settled(eventId);
    }

    void left(UUID eventId, ActorRef<EventMessage> actor) {
        Resident resident = residents.get(eventId);
        if (resident != null && resident.actor.equals(actor) && residents.remove(eventId, resident)) {
            live.addAndGet(-resident.bytes);
        }
        listener.settled(eventId);
    }

    private void shrink(long now) {
        long last = lastLook.get();
        if (now - last >= LOOK && lastLook.compareAndSet(last, now)) {
            makeRoom(0);
        }
    }

    /**
     * Asks events to stop until so many bytes more would fit, the one that was not used for longest first. The last one
     * may stay, however large.
     */
    synchronized void makeRoom(long bytes) {
        long now = nanos.getAsLong();
        long tooMuch = live.get() + bytes - budget;
        if (tooMuch <= 0) {
            return;
        }
        for (Resident resident : residents.values()) {
            tooMuch -= isLeaving(resident, now) ? resident.bytes : 0;
        }
        if (tooMuch <= 0) {
            return;
        }
        List<Resident> mayGo = residents.values().stream()
                .filter(resident -> !isLeaving(resident, now) && now - resident.since >= SHORTEST_LIFE)
                .map(resident -> new Candidate(resident, resident.used))
                .sorted(Comparator.comparingLong(candidate -> candidate.used() - now))
                .map(Candidate::resident)
                .toList();
        // Alone and too large: nobody gains by its end, unless somebody else wants in.
        int most = bytes == 0 && mayGo.size() == residents.size() ? mayGo.size() - 1 : mayGo.size();
        for (int i = 0; i < most && tooMuch > 0; i++) {
            Resident goes = mayGo.get(i);
            goes.leavingSince = now == 0 ? 1 : now;
            tooMuch -= goes.bytes;
            goes.actor.tell(EventMessage.Retire.INSTANCE);
        }
    }

    /** Its last use as it was when it was looked at: it must not change while candidates are put in order. */
    private record Candidate(Resident resident, long used) {}

    private static boolean isLeaving(Resident resident, long now) {
        return resident.leavingSince != 0 && now - resident.leavingSince < TIME_TO_STOP;
    }
}
